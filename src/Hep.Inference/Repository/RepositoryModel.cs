namespace Hep.Inference;

/// <summary>A model of a repository with its versions.</summary>
public sealed record RepositoryModel
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version that answers where a caller names none: the highest.</summary>
    public required int DefaultVersion { get; init; }

    /// <summary>All versions, ascending.</summary>
    public required IReadOnlyList<ModelVersion> Versions { get; init; }
}
