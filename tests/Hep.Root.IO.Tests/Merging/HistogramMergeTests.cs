using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Root.IO.Merging;
using Hep.Root.IO.Serialization;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Histograms and profiles of one path are added, and texts kept.</summary>
public sealed class HistogramMergeTests
{
    [Test]
    public async Task Cells_squares_entries_and_sums_are_added()
    {
        string folder = TestData.NewFolder();
        string a = await MakeAsync(folder, "a.root", Made("TH1D", [1, 2, 3, 4, 5], entries: 7, sums: [9, 11, 20, 50]));
        string b = await MakeAsync(
            folder, "b.root", Made("TH1D", [10, 20, 30, 40, 50], 3, [90, 100, 200, 500], squares: [1, 4, 9, 16, 25]));

        RootHistogram sum = await ReadAsync(await MergeFiles.MergeAsync(null, a, b));

        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 11, 22, 33, 44, 55 }));
        // Without squares the contents are their own variances: 2 + 4, 3 + 9, 4 + 16.
        Assert.That(sum.GetVariances(), Is.EqualTo(new double[] { 6, 12, 20 }));
        Assert.That(sum.EntryCount, Is.EqualTo(10));
        Assert.That(Sums(sum.Object), Is.EqualTo(new double[] { 99, 111, 220, 550 }));
    }

    [Test]
    public async Task Sums_that_were_not_taken_are_those_of_the_bins_centres()
    {
        string folder = TestData.NewFolder();
        string a = await MakeAsync(folder, "a.root", Made("TH1D", [0, 2, 3, 4, 0], entries: 9, sums: [0, 0, 0, 0]));

        RootHistogram sum = await ReadAsync(await MergeFiles.MergeAsync(null, a, a));

        // Twice 2, 3 and 4 at 0.5, 1.5 and 2.5.
        Assert.That(Sums(sum.Object), Is.EqualTo(new double[] { 18, 18, 31, 64.5 }));
    }

    [Test]
    public async Task What_still_is_in_a_buffer_is_added()
    {
        string folder = TestData.NewFolder();
        RootObject filled = Made("TH1D", [0, 0, 0, 0, 0], entries: 0, sums: [0, 0, 0, 0]);
        filled.Add("fBuffer", (double[])[2, 1, 0.25, 3, 2.75]);         // two fills: weight and x
        filled.Add("fBufferSize", 5);
        string a = await MakeAsync(folder, "a.root", filled);
        string b = await MakeAsync(folder, "b.root", Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 4.5, 8.75]));

        RootHistogram sum = await ReadAsync(await MergeFiles.MergeAsync(null, a, b));

        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 0, 2, 1, 4, 0 }));
        Assert.That(sum.EntryCount, Is.EqualTo(5));
        Assert.That(sum.Object["fBuffer"], Is.Null.Or.Empty);
    }

    [TestCase("TH1C", 127)]
    [TestCase("TH1S", 32_767)]
    [TestCase("TH1I", int.MaxValue)]
    public async Task Bins_of_integers_stop_at_the_end_of_their_type(string className, double limit)
    {
        string folder = TestData.NewFolder();
        string a = await MakeAsync(folder, "a.root", Made(className, [0, limit - 1, 1, -limit, 0], 1, [1, 1, 1, 1]));

        RootHistogram sum = await ReadAsync(await MergeFiles.MergeAsync(null, a, a));

        Assert.That(sum.ClassName, Is.EqualTo(className));
        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new[] { 0, limit, 2, -limit, 0 }));
    }

    [Test]
    public async Task Histograms_of_two_axes_and_profiles_are_added_with_all_their_arrays()
    {
        string folder = TestData.NewFolder(), samples = TestData.Sample("histograms.root");
        RootObject profile = Made("TProfile", [0, 6, 8, 0, 0], entries: 5, sums: [5, 5, 5.5, 6.25]);
        profile.Add("fSumw2", (double[])[0, 18, 32, 0, 0]);
        profile.Add("fBinEntries", (double[])[0, 2, 2, 0, 0]);
        profile.Add("fTsumwy", 14.0);
        profile.Add("fTsumwy2", 50.0);
        string a = await MergeFiles.MakeAsync(folder, "a.root", output => output.WriteAsync("made", RootProfile.Of(profile)));

        await using RootFile file = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, samples, samples, samples, a, a));
        await using RootFile one = await RootFile.OpenAsync(samples);
        RootProfile sum = await file.ReadProfileAsync("made");

        Assert.That((await file.ReadHistogramAsync("jets/eta_phi")).Cells.ToArray(),
            Is.EqualTo((await one.ReadHistogramAsync("jets/eta_phi")).Cells.ToArray().Select(c => 3 * c)));
        Assert.That(sum.GetEntries(), Is.EqualTo(new double[] { 4, 4, 0 }));
        Assert.That(sum.GetMeans(), Is.EqualTo(new[] { 3, 4, double.NaN }));
        Assert.That((sum.EntryCount, sum.Object.Get<double>("fTsumwy"), sum.Object.Get<double>("fTsumwy2")), Is.EqualTo((10, 28, 100)));
    }

    [TestCase("bins")]
    [TestCase("edges")]
    [TestCase("labels")]
    public async Task Axes_that_differ_are_told_with_file_object_and_axis_or_left_out(string what)
    {
        string folder = TestData.NewFolder();
        RootObject other = what == "bins" ? Made("TH1D", [0, 1, 2, 0], 3, [3, 3, 3, 3]) : Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3],
            high: what == "edges" ? 3.5 : 3, label: what == "labels" ? "tau" : "mu");
        string a = await MakeAsync(folder, "a.root", Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3], label: "mu"));
        string b = await MakeAsync(folder, "b.root", other);

        RootException failure = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, a, b))!;
        await using RootFile rest = await RootFile.OpenAsync(await MergeFiles.MergeAsync(new() { LeaveOut = true }, a, b));

        Assert.That(failure.Message, Does.Contain("'made'").And.Contain("b.root").And.Contain("Axis xaxis").And.Contain("in files before"));
        Assert.That(rest.Keys, Is.Empty);
    }

    [Test]
    public async Task Memory_for_one_histogram_at_a_time_gives_the_same()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            for (int i = 0; i < 5; i++)
                await output.WriteAsync($"h{i}", RootHistogram.Of(Made("TH1F", [i, 1, 2, 3, 0], i, [6, 6, 1, 1])));
        });

        await using RootFile once = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, a, a));
        await using RootFile often = await RootFile.OpenAsync(await MergeFiles.MergeAsync(new() { MemoryBudget = 1000 }, a, a));

        Assert.That(often.Keys.Select(k => k.Path), Is.EqualTo(once.Keys.Select(k => k.Path)).And.Exactly(5).Items);
        for (int i = 0; i < 5; i++)
            Assert.That((await often.ReadHistogramAsync($"h{i}")).Cells.ToArray(), Is.EqualTo(new double[] { 2 * i, 2, 4, 6, 0 }));
    }

    // In memory are contents and edges, and squares where they are stored or have to be made. What is reckoned knows the bytes alone: it
    // is met where squares are made of contents that might cancel.
    [TestCase("TH1D", false, 0)]
    [TestCase("TH1D", false, -1)]
    [TestCase("TH1F", true, 0)]
    [TestCase("TH1C", false, -1)]
    [NonParallelizable]
    public void A_sum_takes_no_more_than_is_reckoned_for_it(string className, bool hasSquares, double content)
    {
        const int Cells = 4_000_000;
        double[] cells = new double[Cells];
        Array.Fill(cells, content);
        long stored = Cells * (className[^1] switch { 'C' => 1, 'F' => 4, _ => 8 } + (hasSquares ? 8 : 0));
        HistogramAddition sum = new();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < 3; i++) AddOne();

        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(taken, Is.LessThan(1.02 * HistogramAddition.BytesOf(className, stored)));
        GC.KeepAlive(sum);

        // No local of this method may hold what was added.
        [MethodImpl(MethodImplOptions.NoInlining)]
        void AddOne() => sum.Add(Made(className, [.. cells], 1, [1, 1, 1, 1], hasSquares ? [.. cells] : null));
    }

    [Test]
    public async Task Texts_of_all_cycles_that_differ_are_kept_once_each_also_of_files_that_were_merged()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await output.WriteAsync("note", "old");
            await output.WriteAsync("note", "new");
        });
        string b = await MergeFiles.MakeAsync(folder, "b.root", output => output.WriteAsync("note", "other"));

        string merged = await MergeFiles.MergeAsync(null, a, b, a);

        Assert.That(await TextsAsync(merged), Is.EqualTo(new[] { "old", "new", "other" }));
        Assert.That(await TextsAsync(await MergeFiles.MergeAsync(null, b, merged)), Is.EqualTo(new[] { "other", "old", "new" }));
        Assert.That(await TextsAsync(await MergeFiles.MergeAsync(null, $"{a}:note;1", b)), Is.EqualTo(new[] { "old", "other" }));
    }

    [Test]
    public async Task Histograms_keep_their_own_names_under_those_of_their_keys()
    {
        string folder = TestData.NewFolder();
        RootObject made = Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3]);
        string a = await MergeFiles.MakeAsync(folder, "a.root", output => output.WriteAsync("key", made, default));

        await using RootFile alone = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, a));
        await using RootFile sum = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, a, a));

        Assert.That((await alone.ReadHistogramAsync("key")).Name, Is.EqualTo("made"));
        Assert.That((await sum.ReadHistogramAsync("key")).Name, Is.EqualTo("made"));
    }

    [TestCase("TH1D", "made")]
    [TestCase("TObjString", "note")]
    public async Task Objects_that_cannot_be_decoded_are_left_out_where_that_is_said(string className, string name)
    {
        string folder = TestData.NewFolder();
        Func<RootFileWriter, Task> write = async output =>
        {
            await output.WriteAsync("made", RootHistogram.Of(Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3])));
            await output.WriteAsync("note", "a text");
            await output.WriteAsync("whole", "a text");
        };
        string a = await MergeFiles.MakeAsync(folder, "a.root", write);
        string b = await MergeFiles.DamageAsync(await MergeFiles.MakeAsync(folder, "b.root", write), className, name);

        RootException failure = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, a, b))!;
        await using RootFile rest = await RootFile.OpenAsync(await MergeFiles.MergeAsync(new() { LeaveOut = true }, b, a));

        Assert.That(failure.Message, Does.Contain($"'{name}'").And.Contain("b.root"));
        Assert.That(rest.Keys.Select(k => k.Path), Is.EquivalentTo(new[] { "made", "note", "whole" }.Except([name])));
    }

    [Test]
    public async Task What_is_written_once_is_not_written_again()
    {
        string folder = TestData.NewFolder();
        string a = await MakeAsync(folder, "a.root", Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3]));
        RootMerge merge = await RootMerge.OpenAsync([a]);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(folder, "m.root"));
        await merge.WriteAsync(output);

        Assert.That(() => merge.WriteAsync(output), Throws.InvalidOperationException);
    }

    [TestCase("TH")]
    [TestCase("THx")]
    [TestCase("TProfiles")]
    public void Classes_that_are_called_as_histograms_begin_are_none(string className)
    {
        RootKey key = new() { Path = "h", Name = "h", ClassName = className, Title = "", Cycle = 1, StoredBytes = 1, PlainBytes = 1 };

        Assert.That(MergeSurvey.KindOf(key, new StreamerInfos([])), Is.EqualTo(MergeKind.None));
    }

    [Test]
    public async Task Objects_of_unlike_classes_are_named()
    {
        string folder = TestData.NewFolder();
        string a = await MakeAsync(folder, "a.root", Made("TH1D", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3]));
        string b = await MakeAsync(folder, "b.root", Made("TH1F", [0, 1, 1, 1, 0], 3, [3, 3, 3, 3]));
        string c = await MergeFiles.MakeTreeAsync(folder, "c.root", Column.Create("x", 1));

        RootMerge merge = await RootMerge.OpenAsync([a, b, c]);

        Assert.That(merge.Unmerged.Select(u => u.Path), Is.EqualTo(new[] { "made" }));
        Assert.That(merge.Unmerged[0].Why, Does.Contain("TH1F in").And.Contain("b.root").And.Contain("TH1D"));
        Assert.That(merge.Objects, Is.EqualTo(new[] { new MergedObject("Events", "TTree", 1) { EntryCount = 1, ColumnCount = 1 } }));
    }

    [Test]
    public async Task Objects_that_cannot_be_written_are_named_and_the_rest_is_merged_where_that_is_said()
    {
        string file = TestData.Reference("corpus", "files", "tformula.root");

        RootException refused = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, file))!;
        RootMerge merge = await RootMerge.OpenAsync([file], new() { LeaveOut = true });

        Assert.That(refused.Message, Does.Contain("objects of class TF1").And.Contain("MergeOptions.LeaveOut"));
        Assert.That(merge.Unmerged, Is.Not.Empty);
    }

    private static Task<string> MakeAsync(string folder, string name, RootObject made) =>
        MergeFiles.MakeAsync(folder, name, output => output.WriteAsync("made", RootHistogram.Of(made)));

    private static async Task<List<string>> TextsAsync(string path)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        List<string> texts = [];
        foreach (RootKey key in file.Keys.Where(k => k.Name == "note").OrderBy(k => k.Cycle))
            texts.Add((await file.ReadObjectAsync(key)).Get<string>("fString"));
        return texts;
    }

    private static async Task<RootHistogram> ReadAsync(string path)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        return await file.ReadHistogramAsync("made");
    }

    private static double[] Sums(RootObject sum) =>
        [.. ((string[])["fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2"]).Select(m => sum.Get<double>(m))];

    // One axis from 0 to 3, of as many bins as there are cells between underflow and overflow.
    private static RootObject Made(string className, double[] cells, double entries, double[] sums, double[]? squares = null,
        double high = 3, string? label = null)
    {
        RootObject axis = new("TAxis", 10);
        axis.Add("fName", "xaxis");
        axis.Add("fNbins", cells.Length - 2);
        axis.Add("fXmin", 0.0);
        axis.Add("fXmax", high);
        if (label is not null)
        {
            RootObject text = new("TObjString", 1);
            text.Add("fUniqueID", 1u);
            text.Add("fString", label);
            axis.Add("fLabels", new RootObject("THashList", 5) { Items = [text] });
        }
        RootObject made = new(className, 0);
        made.Add("fName", "made");
        made.Add("fTitle", "Made");
        made.Add("fXaxis", axis);
        made.Add("fEntries", entries);
        for (int i = 0; i < sums.Length; i++) made.Add(((string[])["fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2"])[i], sums[i]);
        if (squares is not null) made.Add("fSumw2", squares);
        made.Add("fArray", cells);
        return made;
    }
}
