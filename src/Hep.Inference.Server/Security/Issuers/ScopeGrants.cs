namespace Hep.Inference.Server.Security;

/// <summary>
/// What scopes of a token let its bearer do: those of WLCG's profile, whose paths are namespaces, and the service's own,
/// <c>hep.ROLE[:/PATH]</c>. Others are for others.
/// </summary>
internal static class ScopeGrants
{
    private const int MostScopes = 256;

    /// <summary>Whoever may read a model can run it anywhere, so that who may read may predict.</summary>
    private static readonly (string Scope, AccessRole Role, bool NeedsPath)[] Known =
    [
        ("storage.read", AccessRole.Predict, true), ("storage.create", AccessRole.Upload, true),
        ("storage.modify", AccessRole.Administer, true), ("hep.read", AccessRole.Read, false), ("hep.predict", AccessRole.Predict, false),
        ("hep.upload", AccessRole.Upload, false), ("hep.admin", AccessRole.Administer, false),
    ];

    /// <param name="scopes">The claim: scopes between spaces.</param>
    /// <param name="root">The namespace that paths begin in.</param>
    public static IEnumerable<AccessGrant> Of(string scopes, string root)
    {
        foreach (string scope in scopes.Split(' ', MostScopes, StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = scope.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? scope : scope[..colon];
            int row = Array.FindIndex(Known, k => k.Scope == name);
            if (row < 0 || (colon < 0 && Known[row].NeedsPath)) continue;
            if (NamespaceOf(colon < 0 ? "/" : scope[(colon + 1)..], root) is { } where)
                yield return new AccessGrant(Known[row].Role, where);
        }
    }

    /// <summary>The namespace of a path; null where it is no plain one.</summary>
    private static string? NamespaceOf(string path, string root)
    {
        if (!path.StartsWith('/')) return null;
        string inner = path.Trim('/').Replace('/', '.');
        if (inner.Length > 0 && (path.Contains('.', StringComparison.Ordinal) || !ModelName.IsNamespace(inner))) return null;
        return inner.Length == 0 ? root : root.Length == 0 ? inner : $"{root}.{inner}";
    }
}
