using System.Text.Json;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Histograms that are written come back as they were, and are the same to JSROOT.</summary>
public sealed class HistogramWritingTests
{
    [Test]
    public async Task Histogram_with_weights_comes_back()
    {
        Histogram filled = Histogram.WithEdges(0, 1, 3, 7);
        filled.FillAll([-1, 0.5, 2, 2.5, 8], [1, 2, 3, 0.5, 4]);
        string path = await WriteAsync(output => output.WriteAsync("plots/h", filled));

        await using RootFile file = await RootFile.OpenAsync(path);
        RootHistogram read = await file.ReadHistogramAsync("plots/h");

        Assert.That(read.ClassName, Is.EqualTo("TH1D"));
        Assert.That(read.Cells.ToArray(), Is.EqualTo(new[] { 1, 2, 3.5, 0, 4 }));
        Assert.That(read.GetVariances(), Is.EqualTo(new[] { 4, 9.25, 0 }));
        Assert.That(read.Axes[0].Edges.ToArray(), Is.EqualTo(new double[] { 0, 1, 3, 7 }));
        Assert.That(read.EntryCount, Is.EqualTo(5));
    }

    [Test]
    public async Task Histogram_with_equal_bins_keeps_titles_and_no_second_array()
    {
        Histogram filled = new(4, 0, 8) { Title = "Jets", XLabel = "p [GeV]", YLabel = "Events" };
        filled.FillAll([1, 1, 5]);
        string path = await WriteAsync(output => output.WriteAsync("h", filled));

        await using RootFile file = await RootFile.OpenAsync(path);
        RootHistogram read = await file.ReadHistogramAsync("h");

        Assert.That((read.Title, read.Axes[0].Title, read.HasSquaredWeights), Is.EqualTo(("Jets", "p [GeV]", false)));
        Assert.That(read.Axes[0].IsUniform, Is.True);
        Assert.That(read.GetContents(), Is.EqualTo(new double[] { 2, 0, 1, 0 }));
        Assert.That(read.GetMean(), Is.EqualTo(7 / 3.0).Within(1e-12));
    }

    [Test]
    public async Task Every_sample_histogram_comes_back_from_its_own_class()
    {
        await using RootFile source = await RootFile.OpenAsync(TestData.Sample("histograms.root"));
        Assert.That(await CopyAsync(source), Is.EqualTo(2));
    }

    [Test]
    public async Task Every_histogram_and_profile_of_real_files_comes_back()
    {
        HashSet<string> classes = [];
        foreach (string path in Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root").Order(StringComparer.Ordinal))
        {
            RootFile? source = null;
            try
            {
                source = await RootFile.OpenAsync(path);
            }
            catch (RootException)
            {
                continue;                                   // some are damaged on purpose
            }
            await using (source) await CopyAsync(source, classes);
        }

        Assert.That(classes, Is.SupersetOf(new[] { "TH1F", "TH1D", "TH2F", "TH2D", "TH3I", "TH3D", "TProfile", "TProfile3D" }));
    }

    [Test]
    public async Task Every_class_of_histogram_comes_back([Values(1, 2, 3)] int dimension, [Values("C", "S", "I", "F", "D")] string letter)
    {
        RootHistogram made = RootHistogram.Of(Make($"TH{dimension}{letter}", dimension));
        string path = await WriteAsync(output => output.WriteAsync("made", made));

        await using RootFile file = await RootFile.OpenAsync(path);
        RootHistogram read = await file.ReadHistogramAsync("made");

        Assert.That(read.ClassName, Is.EqualTo(made.ClassName));
        Assert.That(read.Axes.Select(a => a.BinCount), Is.EqualTo(made.Axes.Select(a => a.BinCount)));
        Assert.That(read.Cells.ToArray(), Is.EqualTo(made.Cells.ToArray()));
        Assert.That(read.Axes[0].Labels, Is.EqualTo(new[] { "one", "", "three" }));
        JsonElement other = await Jsroot.ReadAsync(path, "made");
        Assert.That(other.GetProperty("fArray").EnumerateArray().Select(v => v.GetDouble()), Is.EqualTo(made.Cells.ToArray()));
    }

    // Three bins on each axis, the first with labels, and cells of 0, 1, 2, …, 99, 0, ….
    private static RootObject Make(string className, int dimension)
    {
        RootObject made = new(className, 0);
        made.Add("fName", "made");
        made.Add("fTitle", "Made");
        foreach (string name in (string[])["fXaxis", "fYaxis", "fZaxis"]) made.Add(name, Axis(name, name[1] - 'X' < dimension ? 3 : 1));
        foreach (string sum in (string[])["fTsumw", "fTsumwxy", "fTsumwxz"])
            if (sum.Length == 6 || (dimension == 2 ? sum == "fTsumwxy" : dimension == 3)) made.Add(sum, 1.0);
        made.Add("fArray", Enumerable.Range(0, (int)Math.Pow(5, dimension)).Select(i => (double)(i % 100)).ToArray());
        return made;
    }

    private static RootObject Axis(string name, int bins)
    {
        RootObject axis = new("TAxis", 10);
        axis.Add("fName", name[1..].ToLowerInvariant());
        axis.Add("fNbins", bins);
        axis.Add("fXmax", 3.0);
        axis.Add("fXmin", 0.0);
        if (name != "fXaxis") return axis;
        axis.Add("fLabels", new RootObject("THashList", 5) { Items = [Label("one", 1), Label("three", 3)] });
        return axis;
    }

    private static RootObject Label(string text, uint bin)
    {
        RootObject label = new("TObjString", 1);
        label.Add("fUniqueID", bin);
        label.Add("fString", text);
        return label;
    }

    [Test]
    public async Task Histogram_is_read_by_JSROOT()
    {
        await using RootFile source = await RootFile.OpenAsync(TestData.Sample("histograms.root"));
        RootHistogram jets = await source.ReadHistogramAsync("jets/eta_phi");
        string path = await WriteAsync(output => output.WriteAsync("copy", jets));

        JsonElement read = await Jsroot.ReadAsync(path, "copy");

        Assert.That(read.GetProperty("_typename").GetString(), Is.EqualTo(jets.ClassName));
        Assert.That(read.GetProperty("fName").GetString(), Is.EqualTo("copy"));
        Assert.That(read.GetProperty("fTitle").GetString(), Is.EqualTo(jets.Title));
        Assert.That(read.GetProperty("fXaxis").GetProperty("fNbins").GetInt32(), Is.EqualTo(jets.Axes[0].BinCount));
        Assert.That(read.GetProperty("fArray").EnumerateArray().Select(v => v.GetDouble()), Is.EqualTo(jets.Cells.ToArray()));
        Assert.That(read.GetProperty("fEntries").GetDouble(), Is.EqualTo(jets.EntryCount));
    }

    [Test]
    public async Task Text_is_read_by_JSROOT()
    {
        string path = await WriteAsync(output => output.WriteAsync("note", "written here"));

        Assert.That((await Jsroot.ReadAsync(path, "note")).GetProperty("fString").GetString(), Is.EqualTo("written here"));
    }

    [TestCase("h")]
    [TestCase("new/h")]
    public async Task Object_that_is_refused_leaves_the_file_as_it_was(string refusedPath)
    {
        RootObject unfit = Make("TH1C", 1);
        RootObject large = new("TH1C", 0);
        foreach ((string member, object? value) in unfit.Members)
            large.Add(member, member == "fArray" ? (double[])[1, 2, 3, 4, 1000] : value);
        string path = await WriteAsync(async output =>
        {
            RootException refused = Assert.ThrowsAsync<RootException>(() => output.WriteAsync(refusedPath, large, default))!;
            Assert.That(refused.Message, Is.EqualTo("1000 does not fit a member of type int8."));
            await output.WriteAsync("h", unfit, CancellationToken.None);
        });

        await using RootFile file = await RootFile.OpenAsync(path);

        Assert.That((await file.ReadKeysAsync()).Select(k => (k.Path, k.Cycle)), Is.EqualTo(new[] { ("h", 1) }));
        Assert.That((await file.ReadHistogramAsync("h")).Cells.ToArray(), Is.EqualTo(new double[] { 0, 1, 2, 3, 4 }));
    }

    // Copies all histograms and profiles of a file, and compares what both files hold.
    private static async Task<int> CopyAsync(RootFile source, HashSet<string>? classes = null)
    {
        List<(string Path, RootHistogram Histogram, bool IsProfile)> found = [];
        foreach (RootKey key in await source.ReadKeysAsync())
        {
            if (!Array.Exists((string[])["TH", "TProfile"], c => key.ClassName.StartsWith(c, StringComparison.Ordinal))) continue;
            RootObject stored = await source.ReadObjectAsync($"{key.Path};{key.Cycle}");
            if (!stored.Has("fXaxis") || !stored.Has("fTsumw") || !stored.Has("fArray")) continue;
            found.Add(($"h{found.Count}", RootHistogram.Of(stored), stored.Has("fBinEntries")));
            classes?.Add(key.ClassName);
        }
        if (found.Count == 0) return 0;
        string path = await WriteAsync(async output =>
        {
            foreach ((string name, RootHistogram histogram, bool isProfile) in found)
                await (isProfile ? output.WriteAsync(name, RootProfile.Of(histogram.Object)) : output.WriteAsync(name, histogram));
        });
        await using RootFile copy = await RootFile.OpenAsync(path);
        foreach ((string name, RootHistogram histogram, _) in found)
        {
            RootObject read = await copy.ReadObjectAsync(name);
            Assert.That(read.ClassName, Is.EqualTo(histogram.ClassName));
            Assert.That(RootHistogram.Of(read).Cells.ToArray(), Is.EqualTo(histogram.Cells.ToArray()), $"{source.Location}: {histogram}");
            // members that newer versions have too, but for what is told by the class's version or not kept
            foreach ((string member, object? value) in histogram.Object.Members)
                if (value is string or double or int or Array && member is not ("fName" or "fN" or "fBits") && read.Has(member))
                    Assert.That(read[member], Is.EqualTo(value), $"{source.Location}: {histogram}, {member}");
        }
        return found.Count;
    }

    private static async Task<string> WriteAsync(Func<RootFileWriter, Task> write)
    {
        string path = Path.Combine(TestData.NewFolder(), "objects.root");
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        await write(output);
        await output.CompleteAsync();
        return path;
    }
}
