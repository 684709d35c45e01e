namespace Hep.Inference.Server.Repository;

/// <summary>A model on its way in.</summary>
/// <param name="Name">The model's name, checked.</param>
/// <param name="Content">The ONNX file; it stays the caller's to dispose.</param>
internal sealed record ModelUpload(string Name, StagedModel Content)
{
    /// <summary>A TFaaS bundle's <c>params.json</c>.</summary>
    public string? Parameters { get; init; }

    /// <summary>A TFaaS bundle's labels, one a line.</summary>
    public string? Labels { get; init; }

    /// <summary>Whether it brings what that version is already.</summary>
    public bool IsOf(StoredVersion version) =>
        version.Facts.Digest == Content.Digest && version.Parameters == Parameters && version.Labels == Labels;
}
