using System.Collections.Immutable;
using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class ClassWeightsTests
{
    private const double Tolerance = 1e-5;              // the weights are float32

    private static readonly GridAxis Pt = GridAxis.Uniform("pt", 4, 0, 4), Eta = GridAxis.Between("eta", -2, 0, 0.5, 2);

    private static readonly Gen<Labelled[]> Entries =
        Gen.Select(Gen.Int[0, 2], Gen.Double[-0.5, 4.5], Gen.Double[-2.2, 2.2], Gen.Double[0.1, 3],
            (label, pt, eta, weight) => new Labelled(label, pt, eta, weight)).Array[1, 120];

    [Test]
    public void Afterwards_all_classes_are_flat_and_equal_in_the_bins_that_they_have() =>
        Entries.Where(HasSome).Sample(entries =>
        {
            Dictionary<(int Label, int Bin), double> before = LabelledEntries.Sums(entries, BinOf);

            Dictionary<(int Label, int Bin), double> after = Reweight(entries, new ClassWeighting(Pt, Eta));

            double level = before.Values.Sum() / before.Count;
            return after.Keys.ToHashSet().SetEquals(before.Keys) && after.Values.All(sum => Near(sum, level));
        }, iter: 200);

    [Test]
    public void Afterwards_all_classes_have_the_shape_of_the_reference() =>
        Gen.Select(Entries, Gen.Int[0, 2]).Where(c => c.Item1.Any(e => e.Label == c.Item2 && BinOf(e) >= 0)).Sample((entries, reference) =>
        {
            Dictionary<(int Label, int Bin), double> before = LabelledEntries.Sums(entries, BinOf);

            Dictionary<(int Label, int Bin), double> after = Reweight(entries, new ClassWeighting(Pt, Eta) { Reference = reference });

            return after.All(sum => Near(sum.Value, before.GetValueOrDefault((reference, sum.Key.Bin))));
        }, iter: 200);

    [Test]
    public void Classes_stand_in_the_ratios_given_in_every_bin() =>
        Gen.Select(Entries, Gen.Double[0.1, 5].Array[3], Gen.Bool).Where(c => c.Item1.Any(e => e.Label == 1 && BinOf(e) >= 0))
            .Sample((entries, ratios, flat) =>
            {
                Dictionary<(int Label, int Bin), double> after = Reweight(entries, new ClassWeighting(Pt, Eta)
                {
                    Reference = flat ? null : 1,
                    Ratios = Enumerable.Range(0, 3).ToImmutableSortedDictionary(label => (double)label, label => ratios[label]),
                });

                return after.GroupBy(sum => sum.Key.Bin).All(bin =>
                    bin.All(sum => Near(sum.Value / ratios[sum.Key.Label], bin.First().Value / ratios[bin.First().Key.Label])));
            }, iter: 200);

    [Test]
    public async Task Weights_do_not_depend_on_how_entries_are_batched_and_the_document_keeps_them()
    {
        Labelled[] entries = [new(0, 0.5, 1, 2), new(1, 0.5, 1, 1), new(1, 2.5, -1, 4), new(0, 2.5, -1, 0.5), new(1, 9, 0, 1)];
        using BatchSource one = LabelledEntries.Source(entries, 1), all = LabelledEntries.Source(entries);
        ClassWeighting weighting = new(Pt with { Wraps = true }, Eta) { KeepsOutside = true };

        ClassWeights weights = await ClassWeights.CollectAsync(all, weighting), same = await ClassWeights.CollectAsync(one, weighting);
        ClassWeights read = ClassWeights.FromJson(weights.ToJson());

        Assert.That(same.ToJson(), Is.EqualTo(weights.ToJson()));
        Assert.That(read.ToJson(), Is.EqualTo(weights.ToJson()));
        Assert.That(read.Axes, Is.EqualTo(weights.Axes));
        Assert.That(read.GetFactor(1, 2.5, -1), Is.EqualTo(weights.GetFactor(1, 2.5, -1)).And.GreaterThan(0));
        Assert.That(read.Warnings, Is.EqualTo(weights.Warnings).And.Not.Empty);
    }

    [Test]
    public async Task Factors_can_be_checked_by_eye()
    {
        Labelled[] entries = [new(0, 0.5, 0, 3), new(0, 1.5, 0, 1), new(1, 0.5, 0, 2), new(1, 1.5, 0, 6)];
        using BatchSource source = LabelledEntries.Source(entries);

        ClassWeights flat = await ClassWeights.CollectAsync(source, new ClassWeighting(GridAxis.Uniform("pt", 2, 0, 2)));
        ClassWeights matched = await ClassWeights.CollectAsync(source,
            new ClassWeighting(GridAxis.Uniform("2 * pt", 2, 0, 4)) { Reference = 1 });

        Assert.That(flat.Classes.Select(c => c.Factors.ToArray()), Is.EqualTo(new double[][] { [1, 3], [1.5, 0.5] }), "12 in all, 3 a bin");
        Assert.That(matched.Classes.Select(c => c.Factors.ToArray()), Is.EqualTo(new[] { [2.0 / 3, 6], new double[] { 1, 1 } }));
        Assert.That(flat.Warnings, Is.Empty);
    }

    [Test]
    public async Task What_does_not_come_out_as_wanted_is_told()
    {
        // By bins of pt: class 0 is whole, twice outside; class 1 has negative weights in the second bin and nothing in the third.
        Labelled[] entries = [new(0, 0.5, 0, 1), new(0, 1.5, 0, 1), new(0, 2.5, 0, 4), new(0, 3.5, 0, 1), new(0, double.NaN, 0, 1),
            new(0, -1, 0, 1), new(1, 0.5, 0, 0.25), new(1, 1.5, 0, 1), new(1, 1.5, 0, -1.5), new(1, 3.5, 0, 1)];
        using BatchSource source = LabelledEntries.Source(entries);

        ClassWeights weights = await ClassWeights.CollectAsync(source, new ClassWeighting(Pt) { Reference = 0, LargestFactor = 2 });

        ClassFactors class1 = weights.Classes[1];
        Assert.That(class1.Factors, Is.EqualTo(new double[] { 2, 0, 0, 1 }));
        Assert.That((class1.EmptyBins.Single(), class1.NonPositiveBins.Single(), class1.ClippedBins.Single()), Is.EqualTo((2, 1, 0)));
        Assert.That(weights.Classes[0].OutsideCount, Is.EqualTo(2));
        Assert.That(weights.Warnings, Is.EqualTo(new[]
        {
            "Class 0: 2 of 6 entries lie outside the bins, their weights become 0.",
            "Class 1: no entries in 1 of 4 bins, where others are told by that: pt in [2, 3).",
            "Class 1: weights add up to no positive number in 1 of 4 bins and become 0: pt in [1, 2).",
            "Class 1: factors are clipped in 1 of 4 bins: pt in [0, 1).",
        }));
    }

    [Test]
    public async Task Entries_where_the_reference_has_none_get_no_weight()
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 0, 1), new(1, 0.5, 0, 1), new(1, 1.5, -1, 1)]);

        ClassWeights weights = await ClassWeights.CollectAsync(source, new ClassWeighting(Pt, Eta) { Reference = 0 });

        Assert.That(weights.Classes[1].BinsWithoutReference, Is.EqualTo(new[] { 3 }));
        Assert.That(weights.Warnings.Last(),
            Is.EqualTo("Class 1: weights become 0 in 1 of 12 bins where the reference has none: pt in [1, 2), eta in [-2, 0)."));
    }

    [TestCase(true, 1)]
    [TestCase(false, 0)]
    public async Task Entries_outside_keep_their_weight_or_get_none(bool keeps, double factor)
    {
        using BatchSource source = LabelledEntries.Source([new(0, 0.5, 0, 1), new(0, 7, 0, 2.5)]);

        ClassWeights weights = await ClassWeights.CollectAsync(source, new ClassWeighting(Pt) { KeepsOutside = keeps });
        List<Labelled> after = await LabelledEntries.ReadAsync(source.Reweight(weights));

        Assert.That(weights.GetFactor(0, 7), Is.EqualTo(factor));
        Assert.That(weights.GetFactor(0, double.NaN), Is.EqualTo(factor));
        Assert.That(after[1].Weight, Is.EqualTo(2.5 * factor));
    }

    private static bool HasSome(Labelled[] entries) => entries.Any(e => BinOf(e) >= 0);

    private static int BinOf(Labelled entry) =>
        entry is { Pt: >= 0 and < 4, Eta: >= -2 and < 2 } ? (int)entry.Pt * 3 + (entry.Eta < 0 ? 0 : entry.Eta < 0.5 ? 1 : 2) : -1;

    private static Dictionary<(int Label, int Bin), double> Reweight(Labelled[] entries, ClassWeighting weighting)
    {
        using BatchSource source = LabelledEntries.Source(entries);
        ClassWeights weights = ClassWeights.CollectAsync(source, weighting).GetAwaiter().GetResult();
        List<Labelled> after = LabelledEntries.ReadAsync(source.Reweight(weights)).GetAwaiter().GetResult();
        Assert.That(after.Select(e => e with { Weight = 0 }), Is.EqualTo(entries.Select(e => e with { Weight = 0 })), "no entry is lost");
        return LabelledEntries.Sums(after, BinOf);
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Max(Math.Abs(one), Math.Abs(other));
}
