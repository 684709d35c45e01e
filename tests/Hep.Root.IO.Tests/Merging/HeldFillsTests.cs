using Hep.Root.IO.Merging;
using Hep.Testing;
using static Hep.Root.IO.Tests.Merging.MadeHistograms;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Histograms that hold what they were filled with, and were to find their range among it or have one.</summary>
public sealed class HeldFillsTests
{
    [Test]
    public async Task Histograms_that_were_to_find_their_range_hold_together_what_each_held()
    {
        RootObject first = Holding("TH1D", Axis("xaxis", 3, 0, 0), 1, 0.25, 2, 7.5);
        RootObject empty = Of("TH1D", [Axis("xaxis", 3, 0, 0)], new double[5]);

        RootObject sum = await SumAsync(first, empty, Holding("TH1D", Axis("xaxis", 3, 0, 0), 3, -4));

        Assert.That(sum["fBuffer"], Is.EqualTo(new double[] { 3, 1, 0.25, 2, 7.5, 3, -4 }));
        Assert.That((sum.GetNumber("fBufferSize"), sum.Get<double>("fEntries"), sum.GetObject("fXaxis")!.Get<double>("fXmax")),
            Is.EqualTo((7, 0, 0)));
        RootHistogram filled = RootHistogram.Of(sum);
        Assert.That((filled.Cells.ToArray().Sum(), filled.EntryCount), Is.EqualTo((6, 3)));
    }

    [Test]
    public async Task Where_some_have_a_range_what_others_hold_is_filled_into_it([Values(0, 1, 2)] int ranged)
    {
        RootObject[] all =
        [
            Holding("TH1D", Axis("xaxis", 5, 0, 0), 1, 0.25, 2, 7.5), Holding("TH1D", Axis("xaxis", 5, 0, 0), 3, 2.75, 1, -1),
        ];
        RootObject bins = Of("TH1D", [Axis("xaxis", 3, 0, 3)], [0, 10, 20, 30, 0], entries: 60, sums: 100);
        bins.Add("fSumw2", (double[])[0, 1, 2, 3, 0]);

        RootHistogram sum = RootHistogram.Of(await SumAsync([.. all[..ranged], bins, .. all[ranged..]]));

        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 1, 11, 20, 33, 2 }));
        Assert.That(sum.GetVariances(), Is.EqualTo(new double[] { 2, 2, 12 }));
        Assert.That((sum.EntryCount, sum.Axes[0].High, sum.Object["fBuffer"]), Is.EqualTo((64, 3, (object?)null)));
        // Of what lies in the range: weights 1 at 0.25 and 3 at 2.75.
        Assert.That(SumsOf(sum.Object), Is.EqualTo(new[] { 104, 200 + 1 + 9, 300 + 0.25 + 8.25, 400 + 0.0625 + 3 * 2.75 * 2.75 }));
    }

    [Test]
    public async Task What_is_held_beside_a_range_counts_as_it_was_filled()
    {
        RootObject held = Holding("TH1D", Axis("xaxis", 3, 0, 3), 1, 0.25, 2, 7.5, 3, 2.75);

        RootHistogram sum = RootHistogram.Of(await SumAsync(held, held));

        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 0, 2, 0, 6, 4 }));
        Assert.That(SumsOf(sum.Object), Is.EqualTo(new[] { 8, 20, 2 * (0.25 + 8.25), 2 * (0.0625 + 3 * 2.75 * 2.75) }));
    }

    [Test]
    public async Task Profiles_are_filled_with_what_others_hold()
    {
        RootObject bins = Holding("TProfile", Axis("xaxis", 2, 0, 2), 1, 0.5, 10, 1, 1.5, 20);

        RootProfile sum = RootProfile.Of(await SumAsync(Holding("TProfile", Axis("xaxis", 4, 0, 0), 3, 0.5, 2, 1, 9, 9), bins));

        Assert.That(sum.GetEntries(), Is.EqualTo(new double[] { 4, 1 }));
        Assert.That(sum.GetMeans(), Is.EqualTo(new double[] { 4, 20 }));
        Assert.That(sum.EntryCount, Is.EqualTo(4));
        Assert.That(((string[])["fTsumw", "fTsumw2", "fTsumwx", "fTsumwy", "fTsumwy2"]).Select(m => sum.Object.Get<double>(m)),
            Is.EqualTo(new[] { 5, 11, 3.5, 36, 512 }));
    }

    [Test]
    public void Contents_without_a_range_are_refused_in_the_file_that_has_them([Values] bool isFirst)
    {
        RootObject empty = Of("TH1D", [Axis("xaxis", 1, 0, 0)], new double[3]), wrong = Of("TH1D", [Axis("xaxis", 1, 0, 0)], [0, 1, 0]);

        Assert.That(() => isFirst ? SumAsync(wrong, empty) : SumAsync(empty, wrong),
            Throws.InstanceOf<RootException>().With.Message.Contains("contents, and axes without a range")
                .And.Message.Contains(isFirst ? "a.root" : "b.root").And.Message.Contains("MergeOptions.LeaveOut"));
    }

    [Test]
    public void More_fills_than_can_be_held_are_refused()
    {
        HistogramAddition sum = new();
        RootObject many = Holding("TH1D", Axis("xaxis", 1, 0, 0), new double[1 << 20]);
        sum.Add(many);
        sum.Add(many);

        Assert.That(() => sum.Add(many), Throws.InstanceOf<RootException>().With.Message.Contains("1048576 fills"));
    }

    [Test]
    public async Task Fills_with_weights_start_squares_where_the_range_has_none([Values] bool isForcedToCount)
    {
        RootObject held = Holding("TH1D", Axis("xaxis", 5, 0, 0), 3, 0.25, 1, 1.5);
        if (isForcedToCount) held.Add("fBits", 1u << 19);
        RootObject bins = Of("TH1D", [Axis("xaxis", 3, 0, 3)], [0, 10, 20, 30, 0]);

        RootHistogram sum = RootHistogram.Of(await SumAsync(bins, held)), other = RootHistogram.Of(await SumAsync(held, bins));

        double[] expected = isForcedToCount ? [13, 21, 30] : [10 + 9, 20 + 1, 30];
        Assert.That(sum.GetVariances(), Is.EqualTo(expected));
        Assert.That(other.GetVariances(), Is.EqualTo(expected));
        Assert.That(sum.HasSquaredWeights, Is.Not.EqualTo(isForcedToCount));
    }

    [Test]
    public async Task Fills_with_weights_start_squares_of_profiles()
    {
        RootObject bins = Holding("TProfile", Axis("xaxis", 2, 0, 2), 1, 0.5, 10, 1, 0.5, 20);

        RootProfile sum = RootProfile.Of(await SumAsync(bins, Holding("TProfile", Axis("xaxis", 2, 0, 0), 3, 0.5, 2)));

        Assert.That(sum.GetEntries()[0], Is.EqualTo(5));
        Assert.That(sum.Object["fBinSumw2"], Is.EqualTo(new double[] { 0, 1 + 1 + 9, 0, 0 }));
    }

    [Test]
    public async Task Squares_that_one_was_to_have_are_kept([Values] bool isRanged)
    {
        RootObject plain = Holding("TH1D", Axis("xaxis", 3, 0, 0), 1, 0.25), squared = Holding("TH1D", Axis("xaxis", 3, 0, 0), 1, 0.5);
        squared.Add("fSumw2", new double[5]);
        RootObject bins = Of("TH1D", [Axis("xaxis", 3, 0, 3)], [0, 10, 20, 30, 0]);

        RootObject sum = await (isRanged ? SumAsync(plain, squared, bins) : SumAsync(plain, squared));

        Assert.That(sum["fSumw2"], Is.EqualTo(isRanged ? new double[] { 0, 12, 20, 30, 0 } : new double[5]));
    }

    [Test]
    public async Task A_merged_buffer_has_the_room_of_the_first()
    {
        RootObject first = Of("TH1D", [Axis("xaxis", 3, 0, 0)], new double[5]), second = Holding("TH1D", Axis("xaxis", 3, 0, 0), 3, -4);
        first.Add("fBufferSize", 9);
        first.Add("fBuffer", (double[])[1, 2, 7.5, 0, 0, 0, 0, 0, 0]);
        RootObject none = Of("TH1D", [Axis("xaxis", 3, 0, 0)], new double[5]);

        RootObject sum = await SumAsync(first, second), empty = await SumAsync(none, none);

        Assert.That(sum["fBuffer"], Is.EqualTo(new double[] { 2, 2, 7.5, 3, -4, 0, 0, 0, 0 }));
        Assert.That(sum.GetNumber("fBufferSize"), Is.EqualTo(9));
        Assert.That((empty["fBuffer"], empty.GetNumber("fBufferSize")), Is.EqualTo(((object?)null, 0)));
    }

    [TestCase("TProfile", "fY")]
    [TestCase("TProfile2D", "fZ")]
    [TestCase("TProfile3D", "fT")]
    public void Values_outside_of_the_range_of_a_profile_are_not_counted(string className, string member)
    {
        int dimension = className == "TProfile" ? 1 : className[8] - '0';
        double[] at = [.. Enumerable.Repeat(0.5, dimension)];
        RootObject Ranged(double end) => Holding(className,
            [.. ((string[])["xaxis", "yaxis", "zaxis"]).Take(dimension).Select(n => Axis(n, 1, 0, end))],
            [1, .. at, 2, 1, .. at, 11, 1, .. at, -1, 1, .. at, double.NaN, 1, .. at, 10]);
        RootObject[] all = [Ranged(0), Ranged(1), Ranged(0)];
        foreach (RootObject each in all)
        {
            each.Add($"{member}min", 0.0);
            each.Add($"{member}max", 10.0);
        }
        HistogramAddition addition = new();
        Array.ForEach(all, addition.Add);

        RootProfile one = RootProfile.Of(all[1]), sum = RootProfile.Of(addition.ToObjects()[0]);

        Assert.That((one.GetEntries()[0], one.GetMeans()[0], one.EntryCount), Is.EqualTo((2, 6, 2)));
        Assert.That((sum.GetEntries()[0], sum.GetMeans()[0], sum.EntryCount), Is.EqualTo((6, 6, 6)));
        Assert.That(sum.Object.Get<double>("fTsumw"), Is.EqualTo(6));
    }

    [TestCase(0, 2)]
    [TestCase(1, 12)]
    [TestCase(2, 2)]
    public void What_is_outside_counts_in_the_sums_where_that_is_said(int statOverflows, double expected)
    {
        RootObject held = Holding("TH1D", Axis("xaxis", 3, 0, 3), 1, 0.25, 2, 7.5, 3, -1);
        held.Add("fStatOverflows", statOverflows);
        HistogramAddition addition = new();
        addition.Add(held);
        addition.Add(held);

        Assert.That(addition.ToObjects()[0].Get<double>("fTsumw"), Is.EqualTo(expected));
    }

    [Test]
    public async Task What_is_held_is_within_the_memory_that_may_be_used()
    {
        string folder = TestData.NewFolder();
        double[] fills = [.. Enumerable.Repeat(1.0, 200)];
        string[] files = ["", ""];
        for (int i = 0; i < files.Length; i++)
            files[i] = await MergeFiles.MakeAsync(folder, $"{i}.root",
                output => output.WriteAsync("made", Holding("TH1D", Axis("xaxis", 3, 0, 0), fills), default));

        RootException failure = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(new() { MemoryBudget = 8000 }, files))!;
        await using RootFile merged = await RootFile.OpenAsync(await MergeFiles.MergeAsync(new() { MemoryBudget = 16_000 }, files));

        Assert.That(failure.Message, Does.Contain("1.root").And.Contain("MergeOptions.MemoryBudget"));
        Assert.That((await merged.ReadHistogramAsync("made")).EntryCount, Is.EqualTo(200));
    }

    [TestCase("TH2D")]
    [TestCase("TH3D")]
    [TestCase("TProfile2D")]
    public async Task What_several_axes_hold_is_filled_into_a_range_that_grows(string className)
    {
        int dimension = className.Contains('3') ? 3 : 2;
        RootObject[] Axes(double low, double high, int bins) =>
        [
            Axis("xaxis", bins, low, high),
            .. ((string[])["yaxis", "zaxis"]).Take(dimension - 1).Select(n => Axis(n, 2, 0, high > low ? 2 : 0)),
        ];
        double[] Fill(double x, double y) =>
            [2, x, y, .. Enumerable.Repeat(0.5, dimension - 2), .. Enumerable.Repeat(7.0, className[1] == 'P' ? 1 : 0)];
        RootObject held = Holding(className, Axes(0, 0, 2), [.. Fill(0.5, 1.5), .. Fill(3.25, 0.25)]);

        RootObject sum = await SumAsync(
            Holding(className, Axes(0, 2, 2), Fill(0.5, 1.5)), held, Holding(className, Axes(2, 4, 2), Fill(3.5, 0.5)));
        double[] found = className[1] == 'P' ? RootProfile.Of(sum).GetEntries() : RootHistogram.Of(sum).GetContents();

        double[] layer = [0, 0, 0, 4, 4, 0, 0, 0];          // 4 × 2 bins
        Assert.That(found, Is.EqualTo(dimension == 3 ? [.. layer, .. new double[8]] : layer));
        Assert.That(((string[])["fTsumw", "fTsumw2", "fTsumwx", "fTsumwy", "fTsumwxy"]).Select(m => sum.Get<double>(m)),
            Is.EqualTo(new[] { 8, 16, 2 * (0.5 + 0.5 + 3.25 + 3.5), 2 * (1.5 + 1.5 + 0.25 + 0.5), 2 * (0.75 + 0.75 + 0.8125 + 1.75) }));
        if (dimension == 3) Assert.That((sum.Get<double>("fTsumwz"), sum.Get<double>("fTsumwyz")), Is.EqualTo((4, 3.75)));
        if (className[1] == 'P') Assert.That((sum.Get<double>("fTsumwz"), sum.Get<double>("fTsumwz2")), Is.EqualTo((56, 392)));
    }

    [TestCase("TH2D")]
    [TestCase("TH3D")]
    [TestCase("TProfile2D")]
    public async Task Several_axes_without_a_range_hold_together_what_each_held(string className)
    {
        int dimension = className.Contains('3') ? 3 : 2, width = dimension + (className[1] == 'P' ? 2 : 1);
        RootObject Held(double start) => Holding(className,
            [.. ((string[])["xaxis", "yaxis", "zaxis"]).Take(dimension).Select(n => Axis(n, 2, 0, 0))],
            [.. Enumerable.Range(0, 2 * width).Select(i => start + i)]);

        RootObject sum = await SumAsync(Held(1), Held(100));

        double[] places = [.. Enumerable.Range(0, 2 * width).Select(i => (double)i)];
        Assert.That(sum["fBuffer"], Is.EqualTo((double[])[4, .. places.Select(i => 1 + i), .. places.Select(i => 100 + i)]));
    }

    [Test]
    public void Members_of_other_dimensions_than_before_are_refused()
    {
        HistogramAddition sum = new();
        sum.Add(Holding("TH1D", Axis("xaxis", 2, 0, 0), 1, 1));

        Assert.That(() => sum.Add(Holding("TH1D", [Axis("xaxis", 2, 0, 0), Axis("yaxis", 2, 0, 0)], 1, 1, 1)),
            Throws.InstanceOf<RootException>().With.Message.Contains("other members"));
    }
}
