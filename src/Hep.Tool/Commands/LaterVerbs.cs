namespace Hep.Tool.Commands;

/// <summary>Verbs that are decided and come in later releases: typing one says so by name.</summary>
internal static class LaterVerbs
{
    private static readonly string[] Names = ["hist", "skim", "merge", "diff", "xrd", "shuffle", "watch"];

    /// <summary>The later verb that a command line asks for; null where it asks for none.</summary>
    public static string? Find(IReadOnlyList<string> arguments) =>
        arguments.FirstOrDefault(a => !a.StartsWith('-')) is { } verb && Names.Contains(verb, StringComparer.Ordinal) ? $"hep {verb}" : null;
}
