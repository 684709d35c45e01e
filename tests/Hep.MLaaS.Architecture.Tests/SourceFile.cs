using System.Text.RegularExpressions;
using Hep.Testing;

namespace Hep.MLaaS.Architecture.Tests;

/// <summary>A source file, with the identifiers that stand in its code.</summary>
internal sealed partial record SourceFile(string Path, string Room, string Code)
{
    public IEnumerable<string> DeclaredTypes => Declaration().Matches(Code).Select(m => m.Groups[1].Value);

    public IEnumerable<string> Names => Identifier().Matches(Code).Select(m => m.Value).Distinct();

    public static IEnumerable<SourceFile> Of(string package)
    {
        string root = System.IO.Path.Combine(TestData.Repository, "src", package);
        foreach (string path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string relative = System.IO.Path.GetRelativePath(root, path).Replace('\\', '/');
            if (relative.StartsWith("obj/", StringComparison.Ordinal) || relative.StartsWith("bin/", StringComparison.Ordinal)) continue;
            string room = relative.Contains('/', StringComparison.Ordinal) ? relative[..relative.IndexOf('/', StringComparison.Ordinal)] : "";
            yield return new SourceFile(relative, room, CommentOrText().Replace(File.ReadAllText(path), " "));
        }
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Identifier();
}
