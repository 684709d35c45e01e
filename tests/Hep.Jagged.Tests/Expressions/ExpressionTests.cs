namespace Hep.Jagged.Tests;

public sealed class ExpressionTests
{
    // C's precedence, powers from right to left
    [TestCase("1 + 2 * 3", "7 7 7")]
    [TestCase("(1 + 2) * 3", "9 9 9")]
    [TestCase("8 / 4 / 2", "1 1 1")]
    [TestCase("8 - 4 - 2", "2 2 2")]
    [TestCase("2 ^ 3 ^ 2", "512 512 512")]
    [TestCase("-2 ^ 2", "-4 -4 -4")]
    [TestCase("2 ^ -1", "0.5 0.5 0.5")]
    [TestCase("1 / 2", "0.5 0.5 0.5")]
    [TestCase("- - 3", "3 3 3")]
    [TestCase("!flag == false", "true false true")]
    [TestCase("1 < 2 == true", "true true true")]
    [TestCase("true || false && false", "true true true")]
    [TestCase("1 + 1 < 3 && 2 > 1", "true true true")]
    [TestCase("7 % 4 * 2", "6 6 6")]
    // numbers
    [TestCase(".5 + 1e-1 + 1.5E+1 + 1.", "16.6 16.6 16.6")]
    [TestCase("18446744073709551616 > 18446744073709551615", "false false false")]   // too large for an integer: float64 on both sides
    // names
    [TestCase("`Tracks/Tracks.fP[5]` + leaf.x", "5 7 9")]
    [TestCase("`n` + 1", "4 1 2")]
    // a column alone keeps its type
    [TestCase("n", "3 0 1")]
    [TestCase("Jet_pt", "[50 30 20] [] [10]")]
    // integers are exact
    [TestCase("id == 9007199254740993", "true false false")]
    [TestCase("id == 9007199254740992", "false false false")]
    [TestCase("id == -9007199254740993", "false true false")]
    [TestCase("id % 10", "3 -3 7")]
    [TestCase("id % 9007199254740992", "1 -1 7")]
    [TestCase("id % n", "0 0 0")]
    [TestCase("id % 0", "0 0 0")]
    [TestCase("-9223372036854775808 % -1", "0 0 0")]
    [TestCase("big % 10", "5 3 7")]
    [TestCase("big % -10", "5 3 7")]
    [TestCase("big == 18446744073709551615", "true false false")]
    [TestCase("big > id", "true true false")]
    [TestCase("id < big", "true true false")]
    [TestCase("id == big", "false false true")]
    [TestCase("-1 < big", "true true true")]
    [TestCase("big == -1", "false false false")]
    [TestCase("flag == 1", "true false true")]
    [TestCase("flag % 2", "1 0 1")]
    [TestCase("5.5 % 2", "1.5 1.5 1.5")]
    [TestCase("-5.5 % 2", "-1.5 -1.5 -1.5")]
    [TestCase("x % 0", "NaN NaN NaN")]
    // NaN
    [TestCase("x < 0", "false true false")]
    [TestCase("x >= 0", "true false false")]
    [TestCase("x == x", "true true false")]
    [TestCase("x != x", "false false true")]
    [TestCase("x != 1", "false true true")]
    [TestCase("isnan(x)", "false false true")]
    [TestCase("!x", "false false false")]
    [TestCase("x && true", "true true false")]
    [TestCase("if(x, 1, 2)", "1 1 2")]
    [TestCase("x / 0", "Infinity -Infinity NaN")]
    // functions
    [TestCase("abs(x)", "1 2 NaN")]
    [TestCase("sqrt(MET)", "5 7.07107 10")]
    [TestCase("sqrt(x)", "1 NaN NaN")]
    [TestCase("exp(x)", "2.71828 0.135335 NaN")]
    [TestCase("log(MET)", "3.21888 3.91202 4.60517")]
    [TestCase("log10(MET)", "1.39794 1.69897 2")]
    [TestCase("pow(x, 3)", "1 -8 NaN")]
    [TestCase("x ^ 2", "1 4 NaN")]
    [TestCase("sin(x) ^ 2 + cos(x) ^ 2", "1 1 NaN")]
    [TestCase("tan(x)", "1.55741 2.18504 NaN")]
    [TestCase("atan2(x, -1)", "2.35619 -2.03444 NaN")]
    [TestCase("cosh(x) - sinh(x)", "0.367879 7.38906 NaN")]
    [TestCase("clip(MET, 30, 60)", "30 50 60")]
    [TestCase("clip(x, -1, 1)", "1 -1 NaN")]
    [TestCase("min(x, 0)", "0 -2 NaN")]
    [TestCase("max(0, x)", "1 0 NaN")]
    [TestCase("if(flag, MET, -1)", "25 -1 100")]
    [TestCase("if(flag, id, 0) == 9007199254740993", "true false false")]
    [TestCase("if(flag, big, big) == 9007199254740993", "false true false")]
    [TestCase("if(flag, flag, false)", "true false true")]
    [TestCase("delta_phi(3, -3)", "-0.283185 -0.283185 -0.283185")]
    [TestCase("delta_phi(1, 0.25)", "0.75 0.75 0.75")]
    [TestCase("delta_r(1, 3, 4, 3 + 4)", "3.77 3.77 3.77")]
    [TestCase("delta_r(0, 0, 3, 0)", "3 3 3")]
    [TestCase("mass2(30, 0, 0, 0, 30, 0, 3.141592653589793, 0)", "60 60 60")]
    [TestCase("mass2(0, 0, 0, 5, 0, 0, 0, 3)", "8 8 8")]
    [TestCase("mass2(50, 1, 2, 4, 50, 1, 2, 4)", "8 8 8")]
    // lists
    [TestCase("Jet_pt + MET", "[75 55 45] [] [110]")]
    [TestCase("MET - Jet_pt", "[-25 -5 5] [] [90]")]
    [TestCase("Jet_pt * Jet_id", "[200 150 80] [] [0]")]
    [TestCase("2 * Jet_pt", "[100 60 40] [] [20]")]
    [TestCase("Jet_pt > 25 && !Jet_good", "[false true false] [] [false]")]
    [TestCase("Jet_hits + Jet_pt", "[[51 52] [] [23 24 25]] [] [[16]]")]
    [TestCase("Jet_hits * MET", "[[25 50] [] [75 100 125]] [] [[600]]")]
    [TestCase("cov + x", "[[2 3] [4 5]] [[3 4] [5 6]] [[NaN NaN] [NaN NaN]]")]
    // reductions
    [TestCase("sum(Jet_pt)", "100 0 10")]
    [TestCase("count(Jet_pt)", "3 0 1")]
    [TestCase("count(Jet_nan)", "3 0 1")]
    [TestCase("any(Jet_good)", "true false false")]
    [TestCase("all(Jet_good)", "false true false")]
    [TestCase("min(Jet_pt)", "20 NaN 10")]
    [TestCase("max(Jet_pt)", "50 NaN 10")]
    [TestCase("mean(Jet_eta)", "-0.333333 NaN 3")]
    [TestCase("argmax(Jet_eta)", "2 -1 0")]
    [TestCase("argmax(Jet_id)", "1 -1 0")]
    [TestCase("sum(Jet_nan)", "NaN 0 NaN")]
    [TestCase("mean(Jet_nan)", "NaN NaN NaN")]
    [TestCase("min(Jet_nan)", "NaN NaN NaN")]
    [TestCase("max(Jet_nan)", "NaN NaN NaN")]
    [TestCase("argmax(Jet_nan)", "1 -1 0")]
    [TestCase("any(Jet_nan > 2)", "true false false")]
    [TestCase("all(isnan(Jet_nan))", "false true true")]
    [TestCase("sum(Jet_good)", "2 0 0")]
    [TestCase("sum(Jet_hits)", "[3 0 12] [] [6]")]
    [TestCase("sum(sum(Jet_hits))", "15 0 6")]
    [TestCase("count(Jet_hits)", "[2 0 3] [] [1]")]
    [TestCase("max(Jet_hits)", "[2 NaN 5] [] [6]")]
    [TestCase("sum(cov)", "[3 7] [11 15] [19 23]")]
    [TestCase("Jet_pt / sum(Jet_pt)", "[0.5 0.3 0.2] [] [1]")]
    [TestCase("min(sum(Jet_pt), MET)", "25 0 10")]
    // indexing
    [TestCase("Jet_pt[0]", "50 NaN 10")]
    [TestCase("Jet_pt[-1]", "20 NaN 10")]
    [TestCase("Jet_pt[1]", "30 NaN NaN")]
    [TestCase("Jet_pt[-3]", "50 NaN NaN")]
    [TestCase("Jet_pt[3]", "NaN NaN NaN")]
    [TestCase("Jet_pt[n - 1]", "20 NaN 10")]
    [TestCase("Jet_pt[x]", "30 NaN NaN")]
    [TestCase("Jet_pt[n / 2]", "NaN NaN NaN")]
    [TestCase("Jet_pt[1e-19 * n]", "NaN NaN NaN")]
    [TestCase("Jet_pt[argmax(Jet_eta)]", "20 NaN 10")]
    [TestCase("Jet_pt[0] > 20 || MET > 40", "true true true")]
    [TestCase("Jet_hits[0]", "[1 2] [] [6]")]
    [TestCase("Jet_hits[-1][0]", "3 NaN 6")]
    [TestCase("cov[0][1]", "2 6 10")]
    [TestCase("cov[1]", "[3 4] [7 8] [11 12]")]
    [TestCase("Jet_pt[0] + Jet_pt[1]", "80 NaN NaN")]
    // masks
    [TestCase("Jet_pt[abs(Jet_eta) < 2]", "[50 20] [] []")]
    [TestCase("Jet_id[Jet_id == 4]", "[4 4] [] []")]
    [TestCase("Jet_good[Jet_pt > 25]", "[true false] [] []")]
    [TestCase("Jet_pt[Jet_good][0]", "50 NaN NaN")]
    [TestCase("sum(Jet_pt[Jet_pt > 25])", "80 0 0")]
    [TestCase("Jet_pt[Jet_good] * Jet_eta[Jet_good]", "[25 20] [] []")]
    [TestCase("Jet_hits[Jet_good]", "[[1 2] [3 4 5]] [] []")]
    [TestCase("Jet_hits[Jet_hits % 2 == 1]", "[[1] [] [3 5]] [] [[]]")]
    [TestCase("cov[cov > 2]", "[[] [3 4]] [[5 6] [7 8]] [[9 10] [11 12]]")]
    [TestCase("Jet_pt[true && Jet_good]", "[50 20] [] []")]
    public void A_formula_has_the_value_that_the_grammar_gives_it(string formula, string expected) =>
        Assert.That(FormulaEvents.Evaluate(formula), Is.EqualTo(expected));

    [Test]
    public void Text_can_be_passed_on_and_jagged_text_counted()
    {
        using EntryBatch batch = FormulaEvents.Create();

        using Column name = Expression.Parse("name").Bind(batch.Schema).Evaluate(batch, "renamed");

        Assert.That(name.Name, Is.EqualTo("renamed"));
        Assert.That(name.GetText(2), Is.EqualTo("tres"));
    }

    [Test]
    public void The_columns_of_a_formula_are_named_once_in_the_order_of_use() =>
        Assert.That(Expression.Parse("sum(b[a > 0]) + `c d` * b + a.b").Columns, Is.EqualTo(new[] { "b", "a", "c d", "a.b" }));

    [TestCase("Jet_pt > n", "Jet_pt > n: bool[*]")]
    [TestCase("count(Jet_pt)", "count(Jet_pt): int64")]
    [TestCase("argmax(Jet_pt)", "argmax(Jet_pt): int64")]
    [TestCase("n % 2", "n % 2: int64")]
    [TestCase("big % 2", "big % 2: int64")]
    [TestCase("big % big", "big % big: uint64")]
    [TestCase("n + 1", "n + 1: float64")]
    [TestCase("Jet_id", "Jet_id: int32[*]")]
    public void A_result_has_the_documented_type(string formula, string expected)
    {
        using EntryBatch batch = FormulaEvents.Create();

        Assert.That(Expression.Parse(formula).Bind(batch.Schema).Result.ToString(), Is.EqualTo(expected));
    }

    [TestCase("Jet_pt / MET", "nJet")]
    [TestCase("MET + Jet_hits", "nJet")]
    [TestCase("sum(Jet_hits)", "nJet")]
    [TestCase("sum(Jet_pt)", null)]
    [TestCase("Jet_pt[Jet_good]", null)]
    [TestCase("Jet_hits[Jet_hits > 2]", "nJet")]
    [TestCase("Jet_hits[0]", null)]
    public void The_counter_stays_while_it_counts_the_outermost_lists(string formula, string? counter)
    {
        using EntryBatch batch = FormulaEvents.Create();

        Assert.That(Expression.Parse(formula).Bind(batch.Schema).Result.Counter, Is.EqualTo(counter));
    }

    [Test]
    public void The_offsets_of_a_result_are_those_of_its_collection()
    {
        using EntryBatch batch = FormulaEvents.Create();

        using Column result = Expression.Parse("Jet_pt / MET + Jet_eta").Bind(batch.Schema).Evaluate(batch, "r");

        Assert.That(result.SharesOffsetsWith(batch["Jet_pt"]), Is.True);
    }

    [Test]
    public void A_mask_is_true_where_a_value_is_neither_zero_nor_NaN()
    {
        using EntryBatch batch = FormulaEvents.Create();

        using Column<bool> mask = Expression.Parse("x + 2").Bind(batch.Schema).EvaluateMask(batch);

        Assert.That(mask.Values.ToArray(), Is.EqualTo(new[] { true, false, false }));
    }

    [Test]
    public void A_batch_without_entries_gives_a_column_without_entries()
    {
        using EntryBatch batch = FormulaEvents.Create();
        using EntryBatch none = batch.Slice(0, 0);

        using Column result = Expression.Parse("Jet_pt[0] + sum(Jet_hits[0]) + 1").Bind(batch.Schema).Evaluate(none, "r");

        Assert.That(result.EntryCount, Is.Zero);
    }
}
