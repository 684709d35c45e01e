using System.Collections.Immutable;
using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// A model at one moment: its versions, ascending, what is written on them, and what points at them. A change makes another one, which
/// <see cref="Settle"/> holds to the rules.
/// </summary>
internal sealed record ServedModel(string Name, ImmutableArray<ServedVersion> Versions)
{
    private const int VersionsListed = 20;

    /// <summary>The number of the last change that it saw.</summary>
    public long Revision { get; init; }

    /// <summary>The number of the next version: a number, once given, never means another content.</summary>
    public int NextVersion { get; init; } = 1;

    public string Description { get; init; } = "";

    public DefaultPolicy Policy { get; init; } = DefaultPolicy.Latest;

    /// <summary>How its versions are run, where that differs from what the service does with every model.</summary>
    public ModelExecution Execution { get; init; } = ModelExecution.Default;

    /// <summary>The candidate on trial against the default version, and what came of it so far; null: none is tried.</summary>
    public CanaryTrial? Trial { get; init; }

    /// <summary>The default version, and those that were it before.</summary>
    public Pointer Answering { get; init; } = Pointer.None;

    public ImmutableSortedDictionary<string, Pointer> Aliases { get; init; } =
        ImmutableSortedDictionary.Create<string, Pointer>(StringComparer.Ordinal);

    /// <summary>Notes by number, on deleted versions too.</summary>
    public ImmutableDictionary<int, VersionNotes> Notes { get; init; } = ImmutableDictionary<int, VersionNotes>.Empty;

    /// <summary>Versions that were deleted and whose files are still there.</summary>
    public ImmutableArray<DeletedContent> Deleted { get; init; } = [];

    /// <summary>The version that answers where a caller names none. Only of a model that has versions.</summary>
    public ServedVersion Default { get; private init; } = null!;

    public string Namespace => ModelName.NamespaceOf(Name);

    /// <summary>The versions that are asked by a name that may come to mean another one: they are kept loaded.</summary>
    public IEnumerable<ServedVersion> InFront => Versions.IsEmpty ? []
        : Aliases.Values.Select(a => a.Version).Append(Trial?.Canary.Version ?? Default.Facts.Version).Select(v => TryFind(v)!)
            .Prepend(Default).Distinct();

    /// <summary>The contents that it needs, of deleted versions too.</summary>
    public IEnumerable<StoredVersion> Contents => Versions.Select(v => v.Stored).Concat(Deleted.Select(d => d.Stored));

    public ServedVersion? TryFind(int number)
    {
        int at = Versions.AsSpan().BinarySearch(new ByNumber(number));
        return at >= 0 ? Versions[at] : null;
    }

    /// <summary>By number or alias; without one the default.</summary>
    /// <exception cref="InferenceException">There is no such version.</exception>
    public ServedVersion Find(string? version)
    {
        if (string.IsNullOrEmpty(version)) return Default;
        int? number = version == NoteText.Latest ? Versions[^1].Facts.Version
            : ModelName.ParseVersion(version) ?? Aliases.GetValueOrDefault(version)?.Version;
        return (number is { } there ? TryFind(there) : null) ?? throw new InferenceException(InferenceFailure.NotFound,
            $"The model '{Name}' has no such version; it has {ListVersions()}.") { Model = Name };
    }

    public VersionNotes NotesOf(ServedVersion version) => Notes.GetValueOrDefault(version.Facts.Version, VersionNotes.None);

    /// <summary>The model with its default version chosen.</summary>
    /// <exception cref="InferenceException">Something points at a version that is not there.</exception>
    public ServedModel Settle()
    {
        if (Versions.IsEmpty)
            return this with
            {
                Default = null!, Policy = DefaultPolicy.Latest, Answering = Pointer.None, Aliases = Aliases.Clear(), Trial = null,
            };
        foreach ((string alias, Pointer pointer) in Aliases)
            if (TryFind(pointer.Version) is null)
                throw Refuse($"The alias '{alias}' points at version {pointer.Version}: move or remove it first");
        if (Trial is { } trial && TryFind(trial.Canary.Version) is null)
            throw Refuse($"Version {trial.Canary.Version} is on trial: end its canary first");
        ServedVersion chosen = Policy.Choose(this) ?? throw Refuse(Policy.Tag is { } tag
            ? $"The default version is the highest one with the tag '{tag}', and there would be none: choose it in another way first"
            : $"The default version is {Policy}: choose another one first");
        return this with
        {
            Default = chosen,
            Answering = Answering.MoveTo(chosen.Facts.Version),
            Trial = TrialAgainst(chosen),
        };
    }

    /// <summary>Goes on with a trial and what it has counted, where both versions are those of before and run as they did.</summary>
    public ServedModel WithTrialOf(ServedModel before) =>
        Trial is { } trial && trial.Canary == before.Trial?.Canary && Execution == before.Execution
            && Default.Facts.Version == before.Default.Facts.Version
            ? this with { Trial = before.Trial }
            : this;

    public RepositoryModel Describe() => new()
    {
        Name = Name,
        Namespace = Namespace,
        Description = Description,
        DefaultVersion = Default.Facts.Version,
        DefaultPolicy = Policy.ToString(),
        Execution = Execution,
        Canary = Trial?.Canary,
        Aliases = Aliases.ToDictionary(a => a.Key, a => a.Value.Version),
        Versions = [.. Versions.Select(Describe)],
    };

    public ModelVersion Describe(ServedVersion version)
    {
        VersionNotes notes = NotesOf(version);
        return version.Facts with
        {
            Description = notes.Description,
            Tags = [.. notes.Tags],
            Labels = notes.Labels,
            Aliases = [.. Aliases.Where(a => a.Value.Version == version.Facts.Version).Select(a => a.Key)],
        };
    }

    private CanaryTrial? TrialAgainst(ServedVersion chosen)
    {
        if (Trial is null || Trial.Canary.Version == chosen.Facts.Version) return null;   // promoted: its trial is over
        return Default is null || Default == chosen ? Trial : new CanaryTrial(Trial.Canary);   // against another one it begins anew
    }

    private InferenceException Refuse(string why) => new(InferenceFailure.Conflict, $"{why} (model '{Name}').") { Model = Name };

    private string ListVersions()
    {
        string last = string.Join(", ", Versions.Skip(Versions.Length - VersionsListed).Select(v => v.Facts.Version));
        return Versions.Length > VersionsListed ? $"{Versions.Length}, the last {last}" : last;
    }

    private readonly struct ByNumber(int number) : IComparable<ServedVersion>
    {
        public int CompareTo(ServedVersion? other) => number.CompareTo(other!.Facts.Version);
    }
}
