using System.Text.RegularExpressions;
using Hep.Testing;

namespace Hep.MLaaS.Documents.Tests;

/// <summary>What the documents show, compiled and run as a reader would run it: in an empty folder that holds the sample data.</summary>
[NonParallelizable]
public sealed partial class Readmes
{
    private static IEnumerable<string> Documents =>
        [.. Directory.EnumerateFiles(TestData.Repository, "README.md"),
         .. Directory.EnumerateFiles(Path.Combine(TestData.Repository, "src"), "README.md", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(TestData.Repository, p).Replace('\\', '/'))
            .Where(p => p.Count('/') == 2).Order(StringComparer.Ordinal),
         .. Directory.EnumerateFiles(Path.Combine(TestData.Repository, "docs"), "*.md")
            .Select(p => Path.GetRelativePath(TestData.Repository, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [TestCaseSource(nameof(Documents))]
    public async Task Every_program_of_a_document_compiles_and_runs(string document)
    {
        string folder = NewFolderWithSamples();
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder;
        try
        {
            foreach (DocumentedProgram program in DocumentedProgram.Of(document))
            {
                string written = await program.RunAsync();
                TestContext.Out.WriteLine($"{program}\n{written}");
            }
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Test]
    public void Every_relative_link_leads_to_a_file()
    {
        string[] broken = [.. from document in Directory.EnumerateFiles(TestData.Repository, "*.md", SearchOption.AllDirectories)
                              where !document.Contains(
                                  $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                                 && !document.Contains(
                                     $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                              from Match link in Link().Matches(File.ReadAllText(document))
                              let target = link.Groups[1].Value.Split('#')[0]
                              where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                              where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
                              select $"{Path.GetRelativePath(TestData.Repository, document)}: {target}"];

        Assert.That(broken, Is.Empty);
    }

    internal static string NewFolderWithSamples()
    {
        string folder = TestData.NewFolder("readme");
        string data = Directory.CreateDirectory(Path.Combine(folder, "samples", "data")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(TestData.Repository, "samples", "data"), "*.root"))
            File.Copy(file, Path.Combine(data, Path.GetFileName(file)));
        return folder;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
