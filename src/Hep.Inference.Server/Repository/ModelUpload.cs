using Hep.Inference.Server.Security;

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

    /// <summary>What it says of its version.</summary>
    public UploadNotes Notes { get; init; } = UploadNotes.None;

    /// <summary>Whether it is to answer from then on, whatever the policy of its model: an upload of TFaaS replaces.</summary>
    public bool Answers { get; init; }

    /// <summary>Demands what it wants to do beyond adding a version, which whoever may upload may.</summary>
    /// <exception cref="InferenceException">The caller may not.</exception>
    public void DemandRights(ServedModel model, Caller caller)
    {
        if (MovesWhatAnswers(model) || ChangesHowItRuns(model)) caller.Demand(AccessRole.Administer, model.Name);
    }

    // Where somebody chose which one answers: under an alias, or as the default by number or tag.
    private bool MovesWhatAnswers(ServedModel model) =>
        Notes.Aliases.Count > 0 || (model.Policy.Tag is { } tag && Notes.Tags.Contains(tag))
            || (Answers && (model.Policy != DefaultPolicy.Latest || model.Contents.Any(IsOf)));

    // The versions that are there may be slower then, or leave less of the machine to other models.
    private bool ChangesHowItRuns(ServedModel model) => Notes.Execution is { } execution && execution != model.Execution;

    /// <summary>Whether it brings what that version is already.</summary>
    public bool IsOf(StoredVersion version) =>
        version.Facts.Digest == Content.Digest && version.Parameters == Parameters && version.Labels == Labels;
}
