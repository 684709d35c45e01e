namespace OnlineSelection;

/// <summary>What is selected, and from where.</summary>
internal sealed class SelectionOptions
{
    /// <summary>A model that carries its pipeline: raw events go in.</summary>
    public string Model { get; set; } = "model.onnx";

    /// <summary>The folder into which files arrive; a file that is still written has another ending than <c>.root</c>.</summary>
    public string Inbox { get; set; } = "incoming";

    /// <summary>The lowest score of a selected event.</summary>
    public float Threshold { get; set; } = 0.5f;

    /// <summary>Whether to end once the folder has been worked off.</summary>
    public bool Once { get; set; }
}
