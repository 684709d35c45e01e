using Hep.Testing;

namespace Hep.MLaaS.Architecture.Tests;

/// <summary>The floors of each package, from the ground up: a lower one never names a type of a higher one.</summary>
public sealed class Rooms
{
    private static readonly Dictionary<string, string[]> Floors = new(StringComparer.Ordinal)
    {
        ["Hep.Jagged"] =
        [
            "", "Json", "Notebooks", "Charts", "Columns", "Batches", "PhaseSpace", "Expressions", "Streams", "Histograms", "CutFlows",
            "Features", "Weights", "Mixing", "Statistics", "Pipelines", "Numpy", "Weaver",
        ],
        ["Hep.Root.IO"] =
        [
            "", "Notebooks", "Diagnostics", "Bytes", "Network", "XRootD", "Http", "Compression", "Serialization", "Files", "Trees",
            "Objects", "Friends", "Datasets", "Typed", "Writing", "Merging", "Comparing",
        ],
    };

    private static IEnumerable<string> Packages => Floors.Keys;

    [TestCaseSource(nameof(Packages))]
    public void Lower_floor_never_names_a_higher_one(string package)
    {
        string[] floors = Floors[package];
        List<SourceFile> files = [.. SourceFile.Of(package)];
        Dictionary<string, int> home = [];
        foreach (SourceFile file in files)
            foreach (string type in file.DeclaredTypes) home.TryAdd(type, Array.IndexOf(floors, file.Room));

        string[] upwards = [.. from file in files
                               let floor = Array.IndexOf(floors, file.Room)
                               from name in file.Names
                               where home.TryGetValue(name, out int there) && there > floor
                               select $"{file.Path} names {name} of {floors[home[name]]}"];

        Assert.That(upwards, Is.Empty);
    }

    // Bytes are fetched, and then decoded: below the fetch nothing waits.
    [TestCase("Compression")]
    [TestCase("Serialization")]
    [TestCase("Trees/Decoding")]
    public void Decoding_waits_for_nothing(string room)
    {
        SourceFile[] files = [.. SourceFile.Of("Hep.Root.IO").Where(f => f.Path.StartsWith($"{room}/", StringComparison.Ordinal))];

        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Where(f => f.Names.Any(n => n is "Task" or "ValueTask" or "IAsyncEnumerable")).Select(f => f.Path), Is.Empty);
    }

    [TestCaseSource(nameof(Packages))]
    public void Every_room_has_its_floor(string package) =>
        Assert.That(SourceFile.Of(package).Select(f => f.Room).Distinct(), Is.SubsetOf(Floors[package]));

    [TestCaseSource(nameof(AllPackages))]
    public void Rooms_of_a_package_form_no_circle(string package)
    {
        List<SourceFile> files = [.. SourceFile.Of(package)];
        Dictionary<string, string> home = [];
        foreach (SourceFile file in files)
            foreach (string type in file.DeclaredTypes) home.TryAdd(type, file.Room);
        ILookup<string, string> arrows = files.SelectMany(f => f.Names.Where(home.ContainsKey).Select(n => (From: f.Room, To: home[n])))
            .Where(a => a.From != a.To && a.From.Length > 0 && a.To.Length > 0).Distinct().ToLookup(a => a.From, a => a.To);

        string[] circles = [.. arrows.Where(a => Reaches(arrows, a, a.Key)).Select(a => $"{a.Key} -> {string.Join(", ", a)}")];

        Assert.That(circles, Is.Empty);
    }

    private static IEnumerable<string> AllPackages =>
        Directory.EnumerateDirectories(Path.Combine(TestData.Repository, "src"))
            .Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    private static bool Reaches(ILookup<string, string> arrows, IEnumerable<string> from, string target)
    {
        HashSet<string> seen = [];
        Stack<string> open = new(from);
        while (open.TryPop(out string? room))
            if (seen.Add(room))
                foreach (string next in arrows[room]) open.Push(next);
        return seen.Contains(target);
    }
}
