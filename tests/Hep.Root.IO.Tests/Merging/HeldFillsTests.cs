using Hep.Root.IO.Merging;
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
    public void Contents_without_a_range_are_refused()
    {
        RootObject empty = Of("TH1D", [Axis("xaxis", 1, 0, 0)], new double[3]), wrong = Of("TH1D", [Axis("xaxis", 1, 0, 0)], [0, 1, 0]);

        Assert.That(() => SumAsync(empty, wrong),
            Throws.InstanceOf<RootException>().With.Message.Contains("contents, and axes without a range").And.Message.Contains("b.root"));
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
}
