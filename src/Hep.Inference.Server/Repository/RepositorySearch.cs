using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>Searches the versions that are served: the catalog says which and in what order, the snapshot what they are.</summary>
internal sealed class RepositorySearch(ModelRepository repository)
{
    private const int MostResults = 1000, MostFacetValues = 50;

    /// <exception cref="InferenceException">The question cannot be meant.</exception>
    public async Task<ModelSearchResult> FindAsync(ModelSearch sought, Caller caller, CancellationToken cancellationToken)
    {
        if (sought.Limit is < 1 or > MostResults)
            throw new InferenceException(InferenceFailure.InvalidRequest, $"A page of a search has 1 to {MostResults} versions.");
        IReadOnlyList<FoundVersion> found = await repository.Queries
            .FindAsync(sought, sought.Page is { } page ? SearchPlace.Parse(page) : null, cancellationToken).ConfigureAwait(false);
        RepositorySnapshot snapshot = repository.Snapshot;
        List<(FoundVersion Found, ServedModel Model, ServedVersion Version)> there = [];
        foreach (FoundVersion each in found)
            if (snapshot.TryFind(each.Model) is { } model && caller.May(AccessRole.Read, model.Namespace)
                && model.TryFind(each.Version) is { } version   // else deleted since
                && (!sought.DefaultsOnly || model.Default == version))
                there.Add((each, model, version));
        List<(FoundVersion Found, ServedModel Model, ServedVersion Version)> rest = [.. there.Where(t => t.Found.IsAfter).Take(sought.Limit
            + 1)];
        bool isMore = rest.Count > sought.Limit;
        if (isMore) rest.RemoveAt(sought.Limit);
        return new ModelSearchResult
        {
            Versions = [.. rest.Select(t => t.Model.Describe(t.Version))],
            Total = there.Count,
            Facets = Count(there.Select(t => (t.Model, t.Version))),
            NextPage = isMore ? rest[^1].Found.Place.ToString() : null,
        };
    }

    private static Dictionary<string, IReadOnlyList<FacetValue>> Count(IEnumerable<(ServedModel Model, ServedVersion Version)> versions)
    {
        Dictionary<string, Dictionary<string, int>> facets = [];
        foreach ((ServedModel model, ServedVersion version) in versions)
        {
            VersionNotes notes = model.NotesOf(version);
            Add("namespace", model.Namespace);
            if (version.Facts.Task.Length > 0) Add("task", version.Facts.Task);
            if (version.Facts.Engine.Length > 0) Add("engine", version.Facts.Engine);
            foreach (string tag in notes.Tags) Add("tag", tag);
            foreach ((string key, string value) in notes.Labels) Add("label", $"{key}={value}");
        }
        return facets.ToDictionary(f => f.Key, IReadOnlyList<FacetValue> (f) =>
            [.. f.Value.OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Take(MostFacetValues)
                .Select(v => new FacetValue(v.Key, v.Value))]);

        void Add(string facet, string value)
        {
            if (!facets.TryGetValue(facet, out Dictionary<string, int>? values)) facets.Add(facet, values = new(StringComparer.Ordinal));
            values[value] = values.GetValueOrDefault(value) + 1;
        }
    }
}
