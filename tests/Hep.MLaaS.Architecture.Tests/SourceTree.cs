using Hep.Testing;

namespace Hep.MLaaS.Architecture.Tests;

/// <summary>What every source file and package keeps to.</summary>
public sealed class SourceTree
{
    private static IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Path.Combine(TestData.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(TestData.Repository, p).Replace('\\', '/'))
            .Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && !p.Contains("/bin/", StringComparison.Ordinal));

    [Test]
    public void No_source_file_exceeds_450_lines() =>
        Assert.That(Sources.Where(p => File.ReadLines(Path.Combine(TestData.Repository, p)).Count() > 450), Is.Empty);

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
}
