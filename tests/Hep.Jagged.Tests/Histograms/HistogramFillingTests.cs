using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class HistogramFillingTests
{
    private static readonly float[][] Pt = [[31, 12, 55], [], [22], [70, 18]], Eta = [[0.5f, -3, 1], [], [-2.9f], [2, 0]];
    private static readonly double[] Weight = [1, 2, -0.5, 3];

    private static BatchSource Events() => BatchSource.From(
        Column.CreateJagged("Jet_pt", Pt), Column.CreateJagged("Jet_eta", Eta),
        Column.CreateJagged<int>("Muon_charge", [1], [1, -1], [], []),
        Column.Create("MET_pt", 40f, 15f, 25f, 90f), Column.Create("weight", Weight), Column.Create("nJet", 3, 0, 1, 2),
        Column.CreateText("name", "a", "b", "c", "d"));

    [Test]
    public async Task A_value_for_each_object_is_filled_once_an_object()
    {
        using BatchSource events = Events();
        Histogram histogram = new(4, 0, 80);

        await histogram.FillAsync(events, new("Jet_pt"));

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(Counted((_, _) => 1, 4, 20)));
        Assert.That(histogram.EntryCount, Is.EqualTo(6));
    }

    [Test]
    public async Task A_cut_with_a_value_for_each_object_selects_objects()
    {
        using BatchSource events = Events();
        Histogram histogram = new(4, 0, 80);

        await histogram.FillAsync(events, new("Jet_pt") { Where = "abs(Jet_eta) < 2.4" });

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(Counted((e, o) => Math.Abs(Eta[e][o]) < 2.4 ? 1 : 0, 4, 20)));
        Assert.That(histogram.EntryCount, Is.EqualTo(4));
    }

    [Test]
    public async Task A_cut_and_a_weight_of_an_entry_hold_for_all_its_objects()
    {
        using BatchSource events = Events();
        Histogram histogram = new(4, 0, 80);

        await histogram.FillAsync(events, new("Jet_pt") { Where = "nJet != 2", Weight = "weight" });

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(Counted((e, _) => e == 3 ? 0 : Weight[e], 4, 20)));
        Assert.That(histogram.SquaredWeights.ToArray(), Is.EqualTo(Counted((e, _) => e == 3 ? 0 : Weight[e] * Weight[e], 4, 20)));
    }

    [Test]
    public async Task A_weight_for_each_object_is_cut_with_it()
    {
        using BatchSource events = Events();
        Histogram histogram = new(1, 0, 100);

        await histogram.FillAsync(events, new("Jet_pt") { Where = "Jet_pt > 20", Weight = "Jet_eta" });

        Assert.That(histogram.Contents[0], Is.EqualTo(0.5 + 1 - 2.9 + 2).Within(1e-6));
    }

    [Test]
    public async Task NaN_is_not_filled_and_a_cut_that_is_NaN_keeps_nothing()
    {
        using BatchSource events = Events();
        Histogram all = new(1, 0, 100), kept = new(1, 0, 100);

        await all.FillAsync(events, new("Jet_pt[0]"));
        await kept.FillAsync(events, new("MET_pt") { Where = "Jet_pt[0]" });

        Assert.That((all.EntryCount, all.NaNCount), Is.EqualTo((3L, 1L)));
        Assert.That((kept.EntryCount, kept.NaNCount), Is.EqualTo((3L, 0L)));
    }

    [Test]
    public async Task Only_the_columns_that_the_expressions_name_are_read()
    {
        WideSource wide = new();

        await new Histogram(1, 0, 100).FillAsync(wide, new("x") { Where = "c < 1", Weight = "a" });

        Assert.That(wide.Readings.Single(), Is.EqualTo(new[] { "a", "c", "x" }));
    }

    [TestCase("Jet_tp", null, null, "No column 'Jet_tp'. Nearest: Jet_pt")]
    [TestCase("name", null, null, "A histogram needs numbers, and this is string.")]
    [TestCase("3", null, null, "A histogram is filled from columns, and this names none.")]
    [TestCase("MET_pt", "Jet_pt > 3", null, "The cut has values of shape [*] and 'MET_pt' one value an entry: any(…)")]
    [TestCase("pair_first(Jet_pt)", "Jet_pt > 3", null, "The cut has values of shape [*] and 'pair_first(Jet_pt)' those of shape [*] over")]
    [TestCase("MET_pt", null, "Jet_pt", "The weight has values of shape [*] and 'MET_pt' one value an entry")]
    [TestCase("MET_pt", "name", null, "A cut needs numbers or truth values, and this is string.")]
    [TestCase("Jet_pt", "MET_pt >", null, "The expression ends where")]
    public void What_does_not_fit_is_told_before_anything_is_read(string value, string? where, string? weight, string message)
    {
        using BatchSource events = Events();

        Assert.That(() => { _ = new Histogram(1, 0, 1).FillAsync(events, new(value) { Where = where, Weight = weight }); },
            Throws.InstanceOf<PipelineException>().With.Message.Contains(message));
        Assert.That(() => { _ = events.FillHistogramAsync(new(value) { Where = where, Weight = weight }); },
            Throws.InstanceOf<PipelineException>());
    }

    [Test]
    public void Objects_of_another_collection_neither_cut_nor_weigh()
    {
        using BatchSource events = Events();

        Assert.That(() => new Histogram(1, 0, 1).FillAsync(events, new("Jet_pt") { Where = "Muon_charge > 0" }),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("in entry 0 of the batch, 'Jet_pt' has 3 elements and this 1"));
    }

    [Test]
    public async Task Progress_counts_the_entries_of_both_passes()
    {
        using BatchSource events = Events();
        List<long> told = [];

        await events.FillHistogramAsync(new("MET_pt"), new Told(told));

        Assert.That(told, Is.EqualTo(new long[] { 4, 8 }));
    }

    [TestCase(new double[] { 2, 5, 3 }, 4, 1.5, 5.5)]
    [TestCase(new double[] { -1 }, 1, -1.5, -0.5)]
    [TestCase(new[] { 0.5, double.PositiveInfinity, double.NaN, 97 }, 49, 0, 98)]
    [TestCase(new double[] { 0, 49 }, 50, -0.5, 49.5)]
    [TestCase(new double[] { 0, 50 }, 26, 0, 52)]
    [TestCase(new double[] { 0, 100 }, 21, 0, 105)]
    [TestCase(new double[] { 0, 1000 }, 41, 0, 1025)]
    [TestCase(new[] { 1e-9, 3e-9 }, 41, 1e-9, 3.05e-9)]
    [TestCase(new[] { -6132e12 }, 31, -9.2e15, -3e15)]
    public async Task Bins_are_chosen_by_the_range(double[] values, int bins, double low, double high)
    {
        using BatchSource source = BatchSource.From(Column.Create("x", values));

        Histogram histogram = await source.FillHistogramAsync(new("x"));

        Assert.That((histogram.BinCount, histogram.Edges[0], histogram.Edges[^1]),
            Is.EqualTo((bins, low, high)).Using<(int Bins, double Low, double High)>((a, b) => a.Bins == b.Bins
                && Math.Abs(a.Low - b.Low) <= 1e-9 * Math.Abs(a.High) && Math.Abs(a.High - b.High) <= 1e-9 * Math.Abs(a.High)));
        Assert.That(histogram.Contents.ToArray().Sum(), Is.EqualTo(values.Count(double.IsFinite)));
        Assert.That((histogram.XLabel, histogram.Title), Is.EqualTo(("x", "")));
    }

    [Test]
    public void Bins_of_whole_numbers_hold_equally_many_of_them() =>
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[1, 1500]).Sample((low, span) =>
        {
            using BatchSource source = BatchSource.From(Column.Create<double>("x", low, low + span));
            double[] edges = source.FillHistogramAsync(new("x")).GetAwaiter().GetResult().Edges.ToArray();
            return edges.Zip(edges.Skip(1), (a, b) => b - a).All(w => w == Math.Floor(w));
        });

    [Test]
    public void Chosen_bins_hold_every_finite_value() =>
        Gen.Double.Array[1, 20].Sample(values =>
        {
            double[] finite = [.. values.Where(double.IsFinite)];
            using BatchSource source = BatchSource.From(Column.Create("x", values));
            if (finite.Length == 0 || !double.IsFinite(2 * finite.Max() - 2 * finite.Min())) return;

            Histogram histogram = source.FillHistogramAsync(new("x")).GetAwaiter().GetResult();

            Assert.That(histogram.Contents.ToArray().Sum(), Is.EqualTo(finite.Length));
            Assert.That(histogram.BinCount, Is.LessThanOrEqualTo(50));
        });

    [TestCase(new[] { double.NaN, double.NegativeInfinity }, "'x' has no finite value to choose bins by: all 2 are NaN or infinite.")]
    [TestCase(new double[0], "'x' has no finite value to choose bins by: nothing is left to fill.")]
    [TestCase(new[] { double.MinValue, double.MaxValue }, "a range that cannot be divided into bins.")]
    public void Without_a_range_there_are_no_bins(double[] values, string message)
    {
        using BatchSource source = BatchSource.From(Column.Create("x", values));

        Assert.That(() => source.FillHistogramAsync(new("x")), Throws.InstanceOf<PipelineException>().With.Message.Contains(message));
    }

    private static double[] Counted(Func<int, int, double> weight, int bins, double width)
    {
        double[] contents = new double[bins];
        for (int entry = 0; entry < Pt.Length; entry++)
            for (int o = 0; o < Pt[entry].Length; o++)
                if ((int)(Pt[entry][o] / width) is var bin && bin < bins) contents[bin] += weight(entry, o);
        return contents;
    }

    private sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }
}
