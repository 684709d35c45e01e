using Hep.Inference.Server.Security;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Holds uploads to what the repository and its namespaces may hold. A quota of a namespace is for all below it too; a namespace for
/// which none is set has the one for every namespace.
/// </summary>
internal sealed class RepositoryQuotas(InferenceServerOptions options)
{
    private const string Everything = "*";

    /// <exception cref="InferenceException">A quota would be exceeded; how much is held is told to whom may see it.</exception>
    public void Check(RepositorySnapshot snapshot, ModelUpload upload, Caller caller)
    {
        foreach ((string name, RepositoryQuota quota) in Of(ModelName.NamespaceOf(upload.Name)))
        {
            (int versions, long bytes, bool isThere) = Measure(snapshot, name, upload.Content.Digest);
            string where = name == Everything ? "The repository" : name.Length == 0
                ? "The models without a namespace" : $"The namespace '{name}'";
            bool mayKnow = name == Everything ? caller.MayEverywhere(AccessRole.Read) : caller.May(AccessRole.Read, name);
            if (quota.Versions is { } most && versions >= most)
                throw Refuse(mayKnow ? $"{where} may hold {most} versions and holds {versions}" : $"{where} may hold no more versions");
            if (quota.Bytes is { } mostBytes && (isThere ? 0 : upload.Content.Length) > mostBytes - bytes)
                throw Refuse(mayKnow ? $"{where} may hold {mostBytes} bytes and holds {bytes}; these are {upload.Content.Length} more"
                    : $"{where} may not hold {upload.Content.Length} bytes more");
        }
    }

    /// <summary>
    /// What everything and each namespace holds and may hold: of what the caller may read, as if there
    /// were nothing else.
    /// </summary>
    public RepositoryUsage Measure(RepositorySnapshot snapshot, Caller caller)
    {
        if (!caller.MayEverywhere(AccessRole.Read))
            snapshot = new RepositorySnapshot(snapshot.All.Where(m => caller.May(AccessRole.Read, m.Namespace)), snapshot.Revision);
        IEnumerable<string> names = snapshot.All.Where(m => m.Contents.Any()).Select(m => m.Namespace)
            .Union(options.NamespaceQuotas.Keys).Where(n => caller.May(AccessRole.Read, n)).Order(StringComparer.Ordinal);
        return new RepositoryUsage
        {
            Total = Usage(Everything, options.TotalQuota),
            Namespaces = [.. names.Select(n => Usage(n, options.NamespaceQuotas.GetValueOrDefault(n) ?? options.NamespaceQuota))],
        };

        NamespaceUsage Usage(string name, RepositoryQuota quota)
        {
            (int versions, long bytes, _) = Measure(snapshot, name, "");
            return new NamespaceUsage(name, versions, bytes, quota.Versions, quota.Bytes);
        }
    }

    private IEnumerable<(string Name, RepositoryQuota Quota)> Of(string name)
    {
        yield return (Everything, options.TotalQuota);
        if (!options.NamespaceQuotas.ContainsKey(name)) yield return (name, options.NamespaceQuota);
        foreach ((string outer, RepositoryQuota quota) in options.NamespaceQuotas)
            if (Holds(outer, name)) yield return (outer, quota);
    }

    private static (int Versions, long Bytes, bool IsThere) Measure(RepositorySnapshot snapshot, string name, string digest)
    {
        int versions = 0;
        Dictionary<string, long> contents = new(StringComparer.Ordinal);
        foreach (ServedModel model in snapshot.All.Where(m => Holds(name, m.Namespace)))
            foreach (StoredVersion version in model.Contents)
            {
                versions++;
                contents[version.Facts.Digest] = version.Facts.Bytes;
            }
        return (versions, contents.Values.Sum(), contents.ContainsKey(digest));
    }

    /// <summary>The empty namespace is that of models without one, not of all.</summary>
    private static bool Holds(string outer, string inner) =>
        outer == Everything || inner == outer || (outer.Length > 0 && ModelName.IsWithin(inner, outer));

    private static InferenceException Refuse(string why) =>
        new(InferenceFailure.Conflict, $"{why}: delete versions for good, or have the quota raised.");
}
