using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class PairTests
{
    [TestCase("pair_first(Jet_pt)", "[50 50 30] [] []")]
    [TestCase("pair_second(Jet_pt)", "[30 20 20] [] []")]
    [TestCase("pair_first(Muon_pt)", "[] [8] []")]
    [TestCase("pair_second(Muon_pt)", "[] [9] []")]
    [TestCase("pair_first(Jet_pt, Muon_pt)", "[50 30 20] [] []")]
    [TestCase("pair_second(Jet_pt, Muon_pt)", "[7 7 7] [] []")]
    [TestCase("pair_first(Muon_pt, Jet_pt)", "[7 7 7] [] []")]
    [TestCase("pair_second(Muon_pt, Muon_pt)", "[7] [8 9 8 9] []")]
    [TestCase("pair_first(Jet_id) == pair_second(Jet_id)", "[false true false] [] []")]
    [TestCase("pair_first(Jet_good) && pair_second(Jet_good)", "[false true false] [] []")]
    [TestCase("pair_first(Jet_nan) + pair_second(Jet_nan)", "[NaN 4 NaN] [] []")]
    [TestCase("pair_first(Jet_pt) + MET", "[75 75 55] [] []")]
    [TestCase("pair_first(cov[0])", "[1] [5] [9]")]
    [TestCase("pair_first(Jet_pt[Jet_good]) * pair_second(Jet_pt[Jet_good])", "[1000] [] []")]
    [TestCase("pair_first(Jet_pt)[pair_second(Jet_eta) > 0]", "[50 30] [] []")]
    [TestCase("sum(pair_first(Jet_pt) * pair_second(Jet_pt))", "3100 0 0")]
    [TestCase("count(pair_first(Jet_pt, Muon_pt))", "3 0 0")]
    [TestCase("any(pair_first(Jet_id) == pair_second(Jet_id))", "true false false")]
    [TestCase("pair_second(pair_first(Jet_pt))", "[50 30 30] [] []")]
    // the best of a collection: an index of −1 into a list without pairs finds nothing
    [TestCase("argmin(Jet_pt)", "2 -1 0")]
    [TestCase("argmin(Jet_id)", "0 -1 0")]
    [TestCase("argmin(Jet_nan)", "1 -1 0")]
    [TestCase("argmin(abs(pair_first(Jet_pt) - 31))", "2 -1 -1")]
    [TestCase("pair_second(Jet_eta)[argmin(abs(pair_first(Jet_pt) - 31))]", "1 NaN NaN")]
    [TestCase("pair_first(Jet_pt)[argmax(pair_second(Jet_eta))] + MET", "75 NaN NaN")]
    [TestCase("pair_first(Jet_pt)[1]", "50 NaN NaN")]
    public void A_formula_over_pairs_has_its_value(string formula, string expected) =>
        Assert.That(FormulaEvents.Evaluate(formula), Is.EqualTo(expected));

    [TestCase("pair_first(Jet_pt) + Jet_pt", 19,
        "'Jet_pt' has elements of shape [*] and 'Jet_pt' of [*] over pairs: neither broadcasts over the other.")]
    [TestCase("Jet_hits * pair_first(Jet_pt)", 9,
        "'Jet_pt' has elements of shape [*] over pairs and 'Jet_hits' of [*][*]: neither broadcasts over the other.")]
    [TestCase("pair_first(Jet_pt, Jet_pt) + pair_first(Jet_pt)", 27,
        "'Jet_pt' has elements of shape [*] over pairs and 'Jet_pt' of [*] over pairs across two lists: neither")]
    [TestCase("Jet_pt[pair_first(Jet_pt) > 1]", 7,
        "A mask has a truth value for each element of the list: this one has shape [*] over pairs, the list [*].")]
    [TestCase("pair_first(Jet_pt)[Jet_pt > 1]", 19,
        "A mask has a truth value for each element of the list: this one has shape [*], the list [*] over pairs.")]
    [TestCase("pair_first(Jet_pt, MET)", 19,
        "pair_first pairs the elements of lists with one value an object, and this has one value an entry.")]
    [TestCase("pair_second(Jet_hits)", 12,
        "pair_second pairs the elements of lists with one value an object, and this has values of shape [*][*].")]
    [TestCase("pair_first()", 0, "pair_first does not take 0 arguments: pair_first(list) or pair_first(list1, list2).")]
    [TestCase("pair_first(name)", 11, "Column 'name' holds text")]
    [TestCase("pair_frist(Jet_pt)", 0, "No function 'pair_frist'. Nearest: pair_first.")]
    public void What_cannot_be_paired_is_told_with_its_place(string formula, int position, string message)
    {
        using EntryBatch batch = FormulaEvents.Create();

        PipelineException error = Assert.Throws<PipelineException>(() => Expression.Parse(formula).Bind(batch.Schema))!;

        Assert.That(error.Message, Does.StartWith(message));
        Assert.That(error.Position, Is.EqualTo(position));
    }

    [Test]
    public void Pairs_of_collections_with_other_counters_do_not_meet()
    {
        using EntryBatch batch = FormulaEvents.Batch(Counted("Jet_pt", "nJet"), Counted("Muon_pt", "nMuon"));

        Assert.That(() => Expression.Parse("pair_first(Jet_pt) + pair_first(Muon_pt)").Bind(batch.Schema),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("neither broadcasts"));
        Assert.That(() => Expression.Parse("pair_first(Jet_pt, Muon_pt) + pair_first(Muon_pt, Jet_pt)").Bind(batch.Schema),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("neither broadcasts"));
    }

    // 2 × 3 and 3 × 2 are as many
    [Test]
    public void Pairs_across_lists_that_are_swapped_are_told_apart_without_counters()
    {
        using EntryBatch batch = FormulaEvents.Batch(
            Column.CreateJagged("a", [[1.0], [1.0, 2.0]]), Column.CreateJagged("b", [[5.0], [3.0, 4.0, 5.0]]));
        BoundExpression formula = Expression.Parse("pair_first(a, b) + pair_second(b, a)").Bind(batch.Schema);

        Assert.That(() => formula.Evaluate(batch, "r"), Throws.InstanceOf<PipelineException>().With.Message.StartsWith(
            "Lists of different lengths: in entry 1 of the batch, a list of 'a' has 2 elements and that of 'a' 3."));
    }

    [TestCase("pair_first(Jet_pt) + pair_second(Jet_pt)", "nJet_pairs")]
    [TestCase("pair_first(Jet_pt, Muon_pt)", "nJet_nMuon_pairs")]
    [TestCase("pair_first(Jet_pt)[pair_first(Jet_pt) > 1]", null)]
    [TestCase("pair_first(Jet_pt[Jet_pt > 1])", null)]
    [TestCase("sum(pair_first(Jet_pt))", null)]
    public void The_counter_of_pairs_is_named_after_those_of_the_objects(string formula, string? counter)
    {
        using EntryBatch batch = FormulaEvents.Batch(Counted("Jet_pt", "nJet"), Counted("Muon_pt", "nMuon"));

        Assert.That(Expression.Parse(formula).Bind(batch.Schema).Result.Counter, Is.EqualTo(counter));
    }

    [Test]
    public async Task A_defined_column_of_pairs_goes_on_being_one()
    {
        using BatchSource source = BatchSource.From(FormulaEvents.Create());
        IBatchSource masses = source.Define("m", "pair_first(Jet_pt) + pair_second(Jet_pt)");

        Assert.That(() => masses.Define("bad", "m + Jet_pt"), Throws.InstanceOf<PipelineException>());
        await foreach (EntryBatch batch in masses.Define("best", "pair_first(Jet_eta)[m > 60][0]").ReadAsync())
            using (batch) Assert.That(batch.Get<double>("best").Values.ToArray(), Is.EqualTo(new[] { 0.5, double.NaN, double.NaN }));
    }

    [Test]
    public void More_pairs_than_a_column_holds_are_refused_before_memory_is_taken()
    {
        const int Objects = 70_000;   // 2.4 · 10⁹ pairs
        using EntryBatch batch = FormulaEvents.Batch(Column.CreateJagged("x", [new byte[Objects]]));

        PipelineException within = Assert.Throws<PipelineException>(() => Run("1 + pair_second(x)"))!;
        PipelineException across = Assert.Throws<PipelineException>(() => Run("pair_second(x, x)"))!;

        Assert.That(within.Message, Does.StartWith("The 1 entries of a batch have more than 2147483591 pairs, "
            + "and entry 0 alone has 70000 objects: read smaller batches, or select objects before they are paired."));
        Assert.That((within.Position, across.Position), Is.EqualTo((4, 0)));

        void Run(string formula) => Expression.Parse(formula).Bind(batch.Schema).Evaluate(batch, "r").Dispose();
    }

    [Test]
    public void Pairs_are_those_of_two_loops() =>
        Gen.Select(Lists(), Gen.Int[0, 3]).Sample((lists, shift) =>
        {
            double[][] a = lists, b = [.. lists.Select((l, i) => lists[(i + shift) % lists.Length])];
            using EntryBatch batch = FormulaEvents.Batch(Column.CreateJagged("a", a), Column.CreateJagged("b", b));

            Assert.That(Read("pair_first(a) - 2 * pair_second(a)"), Is.EqualTo(a.Select(l =>
                (from i in Enumerable.Range(0, l.Length)
                 from j in Enumerable.Range(i + 1, l.Length - i - 1)
                 select l[i] - 2 * l[j]).ToArray())));
            Assert.That(Read("pair_first(a, b) - 2 * pair_second(a, b)"),
                Is.EqualTo(a.Zip(b, (l, r) => (from x in l from y in r select x - 2 * y).ToArray())));

            double[][] Read(string formula)
            {
                using Column<double> column = (Column<double>)Expression.Parse(formula).Bind(batch.Schema).Evaluate(batch, "r");
                return [.. Enumerable.Range(0, column.EntryCount).Select(e => column[e].ToArray())];
            }
        }, iter: 500);

    [Test]
    public void The_best_pair_is_that_of_a_loop() =>
        Lists().Sample(lists =>
        {
            const string Mass = "mass2(pair_first(pt), pair_first(eta), pair_first(eta), 0.1, "
                + "pair_second(pt), pair_second(eta), pair_second(eta), 0.1)";
            double[][] etas = [.. lists.Select(l => Array.ConvertAll(l, x => x / 100 % 3))];
            using EntryBatch batch = FormulaEvents.Batch(
                Column.CreateJagged("pt", [.. lists.Select(l => Array.ConvertAll(l, Math.Abs))]), Column.CreateJagged("eta", etas));
            using Column<double> best = (Column<double>)Expression.Parse($"({Mass})[argmin(abs({Mass} - 91.2))]")
                .Bind(batch.Schema).Evaluate(batch, "m");

            for (int e = 0; e < lists.Length; e++) Assert.That(best.Values[e], Is.EqualTo(Best(lists[e], etas[e])).Within(1e-9).Percent);
        }, iter: 500);

    private static double Best(double[] pt, double[] eta)
    {
        double best = double.NaN;
        for (int i = 0; i < pt.Length; i++)
            for (int j = i + 1; j < pt.Length; j++)
            {
                double m = Mass(Math.Abs(pt[i]), eta[i], Math.Abs(pt[j]), eta[j]);
                if (double.IsNaN(m)) return m;
                if (!(Math.Abs(m - 91.2) >= Math.Abs(best - 91.2))) best = m;
            }
        return best;

        static double Mass(double pt1, double eta1, double pt2, double eta2)
        {
            const double M2 = 0.1 * 0.1;
            double p1 = pt1 * Math.Cosh(eta1), p2 = pt2 * Math.Cosh(eta2), sinh = Math.Sinh((eta1 - eta2) / 2),
                sin = Math.Sin((eta1 - eta2) / 2), energies = Math.Sqrt(p1 * p1 + M2) * Math.Sqrt(p2 * p2 + M2);
            return Math.Sqrt(2 * M2 + 2 * (M2 * p1 * p1 + M2 * p2 * p2 + M2 * M2) / (energies + p1 * p2)
                + 4 * pt1 * pt2 * (sinh * sinh + sin * sin));
        }
    }

    private static Gen<double[][]> Lists() =>
        Gen.Frequency((12, Gen.Double[-200, 200]), (1, Gen.Const(double.NaN)), (1, Gen.Const(0.0))).Array[0, 6].Array[1, 5];

    private static Column<float> Counted(string name, string counter)
    {
        using Column<float> column = Column.CreateJagged<float>(name, [[5, 4, 3], [2]]);
        return new Column<float>(column.Schema with { Counter = counter }, 2, column.ShareValues(), column.OffsetsMemory(0).Share());
    }
}
