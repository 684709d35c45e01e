using Hep.Root.IO.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Arrays that merging hands on from what was added to what is read next hold what belongs there.</summary>
public sealed class HandedOnNumbersTests
{
    private const int Bins = 5000;

    private static readonly string[] CellMembers = ["fArray", "fSumw2", "fBinEntries", "fBinSumw2"];

    // Nothing is handed on; from group to group; within one group.
    [TestCase(1)]
    [TestCase(1 << 20)]
    [TestCase(1 << 30)]
    public async Task Sums_are_those_of_all_numbers(long budget)
    {
        string folder = TestData.NewFolder();
        Dictionary<string, RootObject>[] made = [Made(seed: 1), Made(seed: 2), Made(seed: 3)];
        List<string> files = [];
        foreach (Dictionary<string, RootObject> objects in made)
            files.Add(await MergeFiles.MakeAsync(folder, $"{files.Count}.root", async output =>
            {
                foreach ((string name, RootObject value) in objects) await output.WriteAsync(name, value, default);
            }));

        string merged = await MergeFiles.MergeAsync(new MergeOptions { MemoryBudget = budget }, [.. files]);

        await using RootFile file = await RootFile.OpenAsync(merged);
        foreach (string name in made[0].Keys)
        {
            RootObject sum = await file.ReadObjectAsync(name);
            foreach (string member in CellMembers.Where(made[0][name].Has))
                Assert.That(MemberConversion.ToDoubles(sum[member]),
                    Is.EqualTo(Plain([.. made.Select(m => (double[])m[name][member]!)])), $"{name}.{member}");
        }
    }

    [Test]
    public void Arrays_are_handed_on_once_and_the_oldest_make_room()
    {
        double[][] arrays = [new double[5000], new double[5000], new double[6000]];
        SpentNumbers spent = new(mostBytes: 11_000 * sizeof(double));

        foreach (double[] array in arrays.Append(arrays[2])) spent.Add(array);
        spent.Add(new double[11_001]);
        spent.Add(new double[100]);

        Assert.That(spent.Take(11_001) is null);
        Assert.That(spent.Take(100) is null);
        Assert.That(ReferenceEquals(spent.Take(5000), arrays[1]));
        Assert.That(spent.Take(5000) is null);
        Assert.That(ReferenceEquals(spent.Take(6000), arrays[2]));
        spent.Add(new double[11_000]);
        Assert.That(spent.Take(11_000) is not null);
    }

    private static double[] Plain(double[][] parts)
    {
        double[] sum = new double[parts[0].Length];
        foreach (double[] part in parts)
            for (int i = 0; i < sum.Length; i++) sum[i] += part[i];
        return sum;
    }

    // Whole numbers, so that the order of the sum does not matter. Two of a length, and others.
    private static Dictionary<string, RootObject> Made(int seed)
    {
        Random random = new(seed);
        RootObject x = MadeHistograms.Axis("xaxis", Bins, 0, 1), longer = MadeHistograms.Axis("xaxis", Bins + 1000, 0, 1),
            y = MadeHistograms.Axis("yaxis", 50, 0, 1), narrow = MadeHistograms.Axis("xaxis", 100, 0, 1);
        return new Dictionary<string, RootObject>
        {
            ["a"] = Histogram("TH1D", x),
            ["b"] = Histogram("TH1D", longer),
            ["c"] = Histogram("TH1D", x),
            ["profile"] = Histogram("TProfile", x),
            ["map"] = Histogram("TH2F", narrow, y),
            ["d"] = Histogram("TH1F", x),
            ["late"] = Histogram("TH1D", x),
        };

        RootObject Histogram(string className, params RootObject[] axes)
        {
            int cells = axes.Aggregate(1, (product, axis) => product * ((int)axis["fNbins"]! + 2));
            RootObject histogram = MadeHistograms.Of(className, axes, Numbers(cells), entries: cells);
            histogram.Add("fSumw2", Numbers(cells));
            if (className != "TProfile") return histogram;
            histogram.Add("fBinEntries", Numbers(cells));
            histogram.Add("fBinSumw2", Numbers(cells));
            histogram.Add("fTsumwy", 0.0);
            histogram.Add("fTsumwy2", 0.0);
            return histogram;
        }

        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(1, 1000))];
    }
}
