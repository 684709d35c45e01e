using System.Collections.Immutable;

namespace Hep.Inference.Server.Repository;

/// <summary>A model and its versions, ascending; at least one.</summary>
internal sealed record ServedModel(string Name, ImmutableArray<ServedVersion> Versions)
{
    /// <summary>The version that answers where a caller names none: the highest.</summary>
    public ServedVersion Default => Versions[^1];

    /// <exception cref="InferenceException">There is no such version.</exception>
    public ServedVersion Find(string? version)
    {
        if (string.IsNullOrEmpty(version)) return Default;
        if (ModelName.ParseVersion(version) is { } number)
            foreach (ServedVersion candidate in Versions)
                if (candidate.Facts.Version == number) return candidate;
        throw new InferenceException(InferenceFailure.NotFound,
            $"The model '{Name}' has no such version; it has {string.Join(", ", Versions.Select(v => v.Facts.Version))}.") { Model = Name };
    }

    public RepositoryModel Describe() =>
        new() { Name = Name, DefaultVersion = Default.Facts.Version, Versions = [.. Versions.Select(v => v.Facts)] };
}
