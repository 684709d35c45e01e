namespace Hep.Inference;

/// <summary>What an upload says of its version beside the file itself; all of it is in force when the version begins to answer.</summary>
public sealed record UploadNotes
{
    /// <summary>Nothing.</summary>
    public static UploadNotes None { get; } = new();

    /// <summary>What the version is, in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Words to mark it with.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Keys with values.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Aliases that are to point at it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How the model's versions are to be run; null: as before.</summary>
    public ModelExecution? Execution { get; init; }
}
