using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class ExpressionLawTests
{
    [Test]
    public void A_formula_gives_each_element_what_a_scalar_interpreter_gives_it() =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            ScalarEvents events = new(random);
            using EntryBatch batch = events.Batch;
            ScalarFormula formula = ScalarFormula.Random(random, events, random.Next(3), random.Next(1, 25));
            object[] expected = [.. events.Places(formula.Depth).Select(p => formula.At(p.Item1, p.Item2, p.Item3))];

            using Column result = Expression.Parse(formula.Text).Bind(batch.Schema).Evaluate(batch, "result");

            object[] actual = result switch
            {
                Column<bool> c => Box(c.Values),
                Column<long> c => Box(c.Values),
                Column<ulong> c => Box(c.Values),
                Column<double> c => Box(c.Values),
                _ => [],
            };
            Assert.That(actual, Has.Length.EqualTo(expected.Length), formula.Text);
            for (int i = 0; i < actual.Length; i++)
                if (!actual[i].Equals(expected[i])) Assert.Fail($"{formula.Text}\nelement {i}: {actual[i]}, expected {expected[i]}");
        }, iter: 3000);

    [Test]
    public void A_formula_gives_an_entry_the_same_value_alone_and_among_others() =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            ScalarEvents events = new(random);
            using EntryBatch batch = events.Batch;
            BoundExpression formula = Expression.Parse(ScalarFormula.Random(random, events, 0, 12).Text).Bind(batch.Schema);
            using Column whole = formula.Evaluate(batch, "r");
            string[] together = FormulaEvents.Show(whole).Split(' ', StringSplitOptions.RemoveEmptyEntries);

            for (int i = 0; i < batch.EntryCount; i++)
            {
                using EntryBatch one = batch.Slice(i, 1);
                using Column alone = formula.Evaluate(one, "r");
                Assert.That(FormulaEvents.Show(alone), Is.EqualTo(together[i]), formula.Result.Name);
            }
        }, iter: 300);

    [TestCase("<"), TestCase("<="), TestCase(">"), TestCase(">="), TestCase("=="), TestCase("!=")]
    public void A_comparison_gives_long_columns_what_it_gives_one_element(string comparison)
    {
        double[] numbers = [-1, 0, double.NaN, 1, -0.0, double.PositiveInfinity];
        for (int length = 0; length < 68; length++)
        {
            double[] x = [.. Enumerable.Range(0, length).Select(i => numbers[i % 6])],
                y = [.. Enumerable.Range(0, length).Select(i => numbers[i * 5 / 6 % 6])];
            ulong[] u = Array.ConvertAll(x, v => v < 0 ? ulong.MaxValue : double.IsFinite(v) ? (ulong)v : 7), w = [.. u.Reverse()];
            using EntryBatch batch = new([Column.Create("x", x), Column.Create("y", y), Column.Create("u", u), Column.Create("w", w),
                Column.Create("k", Array.ConvertAll(u, v => (long)v)), Column.Create("l", Array.ConvertAll(w, v => (long)v))],
                EntryIdentities.Range(EntrySource.None, 0, length));

            foreach ((string left, string right) in ((string, string)[])[("x", "y"), ("u", "w"), ("k", "l"), ("u", "l")])
            {
                BoundExpression formula = Expression.Parse($"{left} {comparison} {right}").Bind(batch.Schema);
                using Column<bool> whole = formula.EvaluateMask(batch);
                for (int i = 0; i < length; i++)
                {
                    using EntryBatch one = batch.Slice(i, 1);
                    using Column<bool> alone = formula.EvaluateMask(one);
                    Assert.That(whole.Values[i], Is.EqualTo(alone.Values[0]), $"{formula.Result.Name}, entry {i} of {length}");
                }
            }
        }
    }

    [TestCase("sqrt(abs(x)) * exp(-x / 10) + sin(x) * cosh(x) - x ^ 3 % 7")]
    [TestCase("if(x > 0.5 && k % 3 == 1 || !f, log(1 + abs(x)), atan2(x, k))")]
    public void Long_columns_are_computed_block_by_block_without_a_seam(string formula)
    {
        foreach (int length in (int[])[0, 1, 1023, 1024, 1025, 5000])
        {
            double[] x = [.. Enumerable.Range(0, length).Select(i => i * 0.37 % 5 - 2)];
            using EntryBatch batch = new([Column.Create("x", x), Column.Create("k", Array.ConvertAll(x, v => (int)(v * 10))),
                Column.Create("f", Array.ConvertAll(x, v => v < 0))],
                EntryIdentities.Range(EntrySource.None, 0, length));
            BoundExpression bound = Expression.Parse(formula).Bind(batch.Schema);

            using Column<double> whole = (Column<double>)bound.Evaluate(batch, "r");

            for (int i = 0; i < length; i += 97)
            {
                using EntryBatch one = batch.Slice(i, 1);
                using Column<double> alone = (Column<double>)bound.Evaluate(one, "r");
                Assert.That(whole.Values[i], Is.EqualTo(alone.Values[0]), $"entry {i} of {length}");
            }
        }
    }

    private static object[] Box<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        object[] boxed = new object[values.Length];
        for (int i = 0; i < values.Length; i++) boxed[i] = values[i];
        return boxed;
    }
}
