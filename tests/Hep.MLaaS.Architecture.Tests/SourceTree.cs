using Hep.Testing;

namespace Hep.MLaaS.Architecture.Tests;

/// <summary>What every source file and package keeps to.</summary>
public sealed class SourceTree
{
    private static IEnumerable<string> Sources => FilesBelow("src");

    // What is generated lies below obj.
    private static IEnumerable<string> Code => new[] { "src", "tests", "benchmarks", "samples" }.SelectMany(FilesBelow);

    [Test]
    public void No_line_is_longer_than_140_characters()
    {
        string[] tooLong = [.. from file in Code
                               from line in Lines(file).Index()
                               where line.Item.Length > 140
                               select $"{file}:{line.Index + 1} has {line.Item.Length}"];

        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void No_file_is_longer_than_450_lines() =>
        Assert.That(Code.Where(p => Lines(p).Count() > 450), Is.Empty);

    [Test]
    public void Rooms_and_files_have_names_of_the_domain()
    {
        string[] vague = ["Util", "Utils", "Helper", "Helpers", "Common", "Misc", "Manager"];

        Assert.That(
            Sources.Where(p => p.Split('/', '.').Any(part => vague.Any(v => part.EndsWith(v, StringComparison.Ordinal)))), Is.Empty);
    }

    [Test]
    public void Every_package_has_a_readme_and_a_description()
    {
        foreach (string project in Directory.EnumerateFiles(Path.Combine(TestData.Repository, "src"), "*.csproj",
            SearchOption.AllDirectories))
        {
            Assert.That(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "README.md")), Is.True,
                $"{project}: README.md is missing");
            Assert.That(File.ReadAllText(project), Does.Contain("<Description>"), project);
        }
    }

    [Test]
    public void Nothing_shipped_mentions_a_machine_or_the_reference_data()
    {
        string[] foreign = ["/work/", "/root/", "../shared", "HEP_TEST_DATA"];
        IEnumerable<string> shipped = Directory.EnumerateFiles(Path.Combine(TestData.Repository, "src"), "*.*", SearchOption.AllDirectories)
            .Where(p => Path.GetExtension(p) is ".cs" or ".md" or ".csproj" or ".props" or ".json" or ".html" or ".proto")
            .Where(p => !p.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                     && !p.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.That(shipped.Where(p => foreign.Any(File.ReadAllText(p).Contains)), Is.Empty);
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(Path.Combine(TestData.Repository, folder), "*.cs", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(TestData.Repository, p).Replace('\\', '/'))
            .Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && !p.Contains("/bin/", StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(TestData.Repository, file));
}
