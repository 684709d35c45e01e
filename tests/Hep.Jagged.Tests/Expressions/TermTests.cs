using System.Reflection;
using CsCheck;
using static Hep.Jagged.Formula;

namespace Hep.Jagged.Tests;

public sealed class TermTests
{
    private static IEnumerable<TestCaseData> Formulas()
    {
        yield return Of(c => c["Jet_pt"][Abs(c["Jet_eta"]) < 2.4].Sum() / c["MET"] > 2, "sum(Jet_pt[abs(Jet_eta) < 2.4]) / MET > 2");
        yield return Of(c => c["x"] > 1 && c["x"] < 3 || !c["flag"], "x > 1 && x < 3 || !flag");
        yield return Of(c => (c["x"] > 1) & (c["x"] < 3 | c["flag"]), "x > 1 && (x < 3 || flag)");
        yield return Of(c => c["x"] - (c["x"] - 1) - 2, "x - (x - 1) - 2");
        yield return Of(c => -Pow(c["x"], 2) * Pow(-c["x"], -1), "-x ^ 2 * (-x) ^ -1");
        yield return Of(c => Pow(Pow(2, c["x"]), Pow(c["x"], 2)), "(2 ^ x) ^ x ^ 2");
        yield return Of(c => c["n"] % 2 == 0 && c["n"] != -3, "n % 2 == 0 && n != -3");
        yield return Of(c => (c["n"] == 1) == false, "n == 1 == false");
        yield return Of(c => c["Jet_pt"][0] + c["Jet_pt"][-1] * 1e-20, "Jet_pt[0] + Jet_pt[-1] * 1E-20");
        yield return Of(c => 2.0 * c["x"] + -0.5 - 3L, "2.0 * x + -0.5 - 3");
        yield return Of(c => c["Tracks/Tracks.fP[5]"] + c["leaf.x"], "`Tracks/Tracks.fP[5]` + leaf.x");
        yield return Of(c => c["id"] > long.MinValue, "id > -9223372036854775808");
        yield return Of(c => c["Jet_pt"][c["Jet_eta"].ArgMin()] >= c["Jet_pt"].Max(), "Jet_pt[argmin(Jet_eta)] >= max(Jet_pt)");
        yield return Of(c => (c["Jet_pt"] + 1)[0] <= Max(c["x"], true), "(Jet_pt + 1)[0] <= max(x, true)");
        yield return Of(c => PairFirst(c["Jet_pt"]).Count() + PairSecond(c["Jet_pt"], c["Muon_pt"]).Mean(),
            "count(pair_first(Jet_pt)) + mean(pair_second(Jet_pt, Muon_pt))");
        yield return Of(c => If(IsNaN(c["x"]), DeltaPhi(1, 2), Clip(c["x"], 0, 1)), "if(isnan(x), delta_phi(1, 2), clip(x, 0, 1))");

        static TestCaseData Of(Func<FormulaColumns, Term> formula, string text) =>
            new TestCaseData(formula, text).SetArgDisplayNames(text);
    }

    [TestCaseSource(nameof(Formulas))]
    public void A_formula_in_CSharp_has_the_text_of_the_same_formula(Func<FormulaColumns, Term> formula, string text)
    {
        using EntryBatch batch = FormulaEvents.Create();

        Expression expression = Expression.Of(formula);

        Assert.That(expression.Text, Is.EqualTo(text));
        Assert.That(() => expression.Bind(batch.Schema), Throws.Nothing);
    }

    [Test]
    public void The_text_of_any_tree_is_read_as_that_tree() =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            SyntaxNode tree = RandomSyntax.Tree(random, random.Next(40));

            string text = SyntaxText.Write(tree);

            Assert.That(RandomSyntax.AreSame(Expression.Parse(text).Root, tree), text);
        }, iter: 5000);

    [Test]
    public void Brackets_stand_only_where_the_tree_would_be_another_without_them() =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            SyntaxNode tree = RandomSyntax.Tree(random, random.Next(12));
            string text = SyntaxText.Write(tree);

            foreach ((int open, int close) in Brackets(text))
            {
                string without = text.Remove(close, 1).Remove(open, 1);
                bool isSame;
                try
                {
                    isSame = RandomSyntax.AreSame(Expression.Parse(without).Root, tree);
                }
                catch (PipelineException)
                {
                    isSame = false;
                }
                Assert.That(isSame, Is.False, text);
            }
        }, iter: 1000);

    [TestCase(0.1), TestCase(-0.0), TestCase(1e300), TestCase(5e-324), TestCase(-12345678.9), TestCase(3.0)]
    public void A_number_comes_back_as_it_was(double number)
    {
        using EntryBatch batch = FormulaEvents.Batch(Column.Create("x", 0.0));

        using Column<double> result = (Column<double>)Expression.Of(number).Bind(batch.Schema).Evaluate(batch, "r");

        Assert.That(BitConverter.DoubleToInt64Bits(result.Values[0]), Is.EqualTo(BitConverter.DoubleToInt64Bits(number)));
    }

    [Test]
    public void A_number_that_is_not_finite_and_a_name_that_cannot_be_spelled_are_refused()
    {
        Assert.That(() => Expression.Of(c => c["x"] > double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Expression.Of(c => c["x"] < double.PositiveInfinity), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Term.Column("a`b"), Throws.ArgumentException);
        Assert.That(() => Term.Column(""), Throws.ArgumentException);
        Assert.That(() => Expression.Of(default(Term)), Throws.InvalidOperationException);
    }

    [Test]
    public void A_formula_that_grows_without_end_is_refused_quickly()
    {
        Term doubled = Term.Column("x"), longer = Term.Column("x"), high = Term.Column("x");
        for (int i = 0; i < 60; i++) doubled = doubled * doubled;
        for (int i = 0; i < 100_000; i++) high = high + 1;
        for (int i = 0; i < 150; i++) longer = Abs(longer);

        Assert.That(() => Expression.Of(doubled), Throws.InstanceOf<PipelineException>().With.Message.Contains("characters"));
        Assert.That(() => Expression.Of(high), Throws.InstanceOf<PipelineException>().With.Message.Contains("steps in a row"));
        Assert.That(() => Expression.Of(longer), Throws.InstanceOf<PipelineException>().With.Message.Contains("nested more than"));
    }

    [Test]
    public void Every_function_of_the_grammar_can_be_called_in_CSharp()
    {
        Term x = Term.Column("x");
        IEnumerable<MethodInfo> functions = typeof(Formula).GetMethods(BindingFlags.Static | BindingFlags.Public),
            reductions = typeof(Term).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Where(m => m.ReturnType == typeof(Term) && m.GetParameters().Length == 0);
        string[] written = [.. functions.Concat(reductions)
            .Select(m => m.Invoke(m.IsStatic ? null : x, [.. m.GetParameters().Select(_ => (object)x)])!.ToString()!)];

        Assert.That(written.Select(t => t.Split('(')[0]).Distinct(), Is.EquivalentTo(Function.Names.Concat(Reduction.Names)
            .Concat(PairFunction.Names).Distinct().Select(n => n == "pow" ? "x ^ x" : n)));
        using EntryBatch lists = FormulaEvents.Batch(Column.CreateJagged("x", [[1.0]]));
        foreach (string text in written) Assert.That(() => Expression.Parse(text).Bind(lists.Schema), Throws.Nothing, text);
    }

    [Test]
    public async Task Sources_and_streams_take_a_formula()
    {
        Expression cut = Expression.Of(c => c["Jet_pt"].Count() > 0), ratio = Expression.Of(c => c["Jet_pt"].Sum() / c["MET"]);
        using BatchSource source = BatchSource.From(FormulaEvents.Create());
        List<double> ratios = [];

        await foreach (EntryBatch batch in source.Define("ratio", ratio).Filter(cut).ReadAsync().Define("twice", ratio).Filter(cut))
            using (batch)
            {
                ratios.AddRange(batch.Get<double>("ratio").Values);
                ratios.AddRange(batch.Get<double>("twice").Values);
            }

        Assert.That(ratios, Is.EqualTo(new[] { 4, 0.1, 4, 0.1 }));
    }

    // Brackets around a part, not those of a call.
    private static IEnumerable<(int Open, int Close)> Brackets(string text)
    {
        Stack<int> open = [];
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '`') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (text[i] == '(') open.Push(i);
            if (text[i] == ')' && open.Pop() is var at && (at == 0 || !(char.IsLetter(text[at - 1]) || text[at - 1] is '_')))
                yield return (at, i);
        }
    }
}
