using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class ExpressionErrorTests
{
    [TestCase("", 0, "The expression ends where a number, a name or '(' was expected.")]
    [TestCase("1 +", 3, "The expression ends where a number, a name or '(' was expected.")]
    [TestCase("1 2", 2, "'2' stands where an operator or the end was expected.")]
    [TestCase("(1 + 2", 6, "The expression ends where an operator or ')' was expected.")]
    [TestCase("1 + * 2", 4, "'*' stands where a number, a name or '(' was expected.")]
    [TestCase("a[1", 3, "The expression ends where an operator or ']' was expected.")]
    [TestCase("f(1,)", 4, "')' stands where a number, a name or '(' was expected.")]
    [TestCase("a = 1", 2, "The operator is '=='.")]
    [TestCase("a & b", 2, "The operator is '&&'.")]
    [TestCase("a | b", 2, "The operator is '||'.")]
    [TestCase("a ? b", 2, "The character '?' has no meaning here.")]
    [TestCase("`a", 0, "A name in backquotes has no end.")]
    [TestCase("``", 0, "A name in backquotes is empty.")]
    [TestCase("1e", 0, "A number has no digits behind its 'e'.")]
    [TestCase("1e999", 0, "A number is too large for float64.")]
    [TestCase("2jets", 1, "A number cannot go on like this; a name that begins with a digit stands in backquotes.")]
    [TestCase("1.2.3", 3, "A number cannot go on like this; a name that begins with a digit stands in backquotes.")]
    [TestCase("a\u0000", 1, "A control character has no meaning here.")]
    public void What_is_no_expression_is_told_with_its_place(string text, int position, string message)
    {
        PipelineException error = Assert.Throws<PipelineException>(() => Expression.Parse(text))!;

        Assert.That(error.Message, Does.StartWith(message + "\n"));
        Assert.That((error.Expression, error.Position), Is.EqualTo((text, position)));
    }

    [TestCase("Jat_pt > 20", 0, "No column 'Jat_pt'. Nearest: Jet_pt")]
    [TestCase("1 + sqr(x)", 4, "No function 'sqr'. Nearest: sqrt, sin, sum.")]
    [TestCase("Jet_pt(0)", 0, "No function 'Jet_pt'. It is a column: an element is Jet_pt[0].")]
    [TestCase("sum(MET)", 4, "sum of one argument reduces lists, and this is flat: it has one value an entry.")]
    [TestCase("max(MET)", 4,
        "max of one argument reduces lists, and this is flat: it has one value an entry; for several values: max(a, b).")]
    [TestCase("sum(1)", 4, "sum of one argument reduces lists, and this is flat: it has one value an entry.")]
    [TestCase("max(1, 2, 3)", 0, "max does not take 3 arguments: max(list) or max(a, b).")]
    [TestCase("sum(1, 2)", 0, "sum does not take 2 arguments: sum(list).")]
    [TestCase("sqrt()", 0, "sqrt does not take 0 arguments: sqrt(x).")]
    [TestCase("mass2(1, 2)", 0, "mass2 does not take 2 arguments: mass2(pt1, eta1, phi1, m1, pt2, eta2, phi2, m2).")]
    [TestCase("MET[0]", 4, "Only lists have elements to choose from, and this is flat: it has one value an entry.")]
    [TestCase("Jet_pt[Jet_id]", 7, "An index is one number an entry or a mask over the elements, and this has numbers of shape [*].")]
    [TestCase("Jet_pt[0.5]", 7, "An index is a whole number.")]
    [TestCase("Jet_pt[MET > 10]", 7,
        "A mask has a truth value for each element of the list: this one has shape one value an entry, the list [*].")]
    [TestCase("Jet_pt[Jet_hits > 1]", 7, "A mask has a truth value for each element of the list: this one has shape [*][*], the list [*].")]
    [TestCase("Jet_pt + cov", 7, "'Jet_pt' has elements of shape [*] and 'cov' of [2][2]: neither broadcasts over the other.")]
    [TestCase("name == 1", 0, "Column 'name' holds text: it can be counted or passed on, not computed with.")]
    public void What_does_not_fit_the_columns_is_told_with_its_place(string text, int position, string message)
    {
        using EntryBatch batch = FormulaEvents.Create();

        PipelineException error = Assert.Throws<PipelineException>(() => Expression.Parse(text).Bind(batch.Schema))!;

        Assert.That(error.Message, Does.StartWith(message));
        Assert.That(error.Message, Does.EndWith($"\n  {text}\n  {new string(' ', position)}^"));
        Assert.That((error.Expression, error.Position), Is.EqualTo((text, position)));
    }

    [TestCase("Jet_pt + Muon_pt", 7,
        "Lists of different lengths: in entry 0 of the batch, a list of 'Jet_pt' has 3 elements and that of 'Muon_pt' 1.")]
    [TestCase("Jet_pt[Jet_pt > 15] * Jet_pt[Jet_good]", 20,
        "Lists of different lengths: in entry 0 of the batch, a list of 'Jet_pt' has 3 elements and that of 'Jet_pt' 2.")]
    [TestCase("Muon_pt[Jet_pt > 1]", 8,
        "Lists of different lengths: in entry 0 of the batch, a list of 'Muon_pt' has 1 elements and the mask 3.")]
    [TestCase("Jet_hits + Jet_hits[Jet_hits > 0 && Jet_hits < 5]", 9,
        "Lists of different lengths: in entry 0 of the batch, a list of 'Jet_hits' has 3 elements and that of 'Jet_hits' 2.")]
    public void Lists_of_different_lengths_are_told_with_the_entry(string text, int position, string message)
    {
        using EntryBatch batch = FormulaEvents.Create();
        BoundExpression bound = Expression.Parse(text).Bind(batch.Schema);

        PipelineException error = Assert.Throws<PipelineException>(() => bound.Evaluate(batch, "r"))!;

        Assert.That(error.Message, Does.StartWith(message));
        Assert.That(error.Position, Is.EqualTo(position));
    }

    [Test]
    public void The_line_with_the_error_is_shown_and_a_long_one_only_around_the_place()
    {
        string text = "1 +\n  Jat_pt\t* 2\n + 3", far = string.Concat(Enumerable.Repeat("1 + ", 60)) + "?" + new string('1', 200);

        PipelineException lines = Assert.Throws<PipelineException>(() => Expression.Parse(text).Bind(new Schema([])))!;
        PipelineException cut = Assert.Throws<PipelineException>(() => Expression.Parse(far))!;

        Assert.That(lines.Message, Does.EndWith("\n    Jat_pt * 2\n    ^"));
        Assert.That(cut.Message.Split('\n')[1].Length, Is.LessThanOrEqualTo(102));
        Assert.That(cut.Message.Split('\n')[1][cut.Message.Split('\n')[2].IndexOf('^', StringComparison.Ordinal)], Is.EqualTo('?'));
    }

    [TestCase(100_000, "(", "1", ")")]
    [TestCase(3_000, "(", "1", ")")]
    [TestCase(8_000, "-", "1", "")]
    [TestCase(4_000, "!", "1", "")]
    [TestCase(4_000, "2^", "1", "")]
    [TestCase(3_000, "abs(", "1", ")")]
    [TestCase(4_000, "", "1", "+1")]
    [TestCase(4_000, "", "a", "[0]")]
    [TestCase(3_000, "a[", "1", "]")]
    [TestCase(3_000, "a[", "1", "")]
    public void Hostile_depth_and_length_are_refused_quickly(int count, string before, string middle, string after)
    {
        string text = string.Concat(Enumerable.Repeat(before, count)) + middle + string.Concat(Enumerable.Repeat(after, count));

        Assert.That(() => Expression.Parse(text), Throws.InstanceOf<PipelineException>()
            .With.Message.Contains("nested more than").Or.Message.Contains("steps in a row").Or.Message.Contains("at most"));
    }

    [Test]
    public void The_deepest_expression_that_is_allowed_can_be_computed_on_a_small_stack()
    {
        string text = string.Concat(Enumerable.Repeat("1+(", 95)) + "x" + string.Concat(Enumerable.Repeat("+1", 300)) + new string(')', 95);
        double result = 0;
        Thread thread = new(() =>
        {
            using EntryBatch batch = FormulaEvents.Create();
            using Column<double> column = (Column<double>)Expression.Parse(text).Bind(batch.Schema).Evaluate(batch, "r");
            result = column.Values[0];
        }, maxStackSize: 512 * 1024);

        thread.Start();
        thread.Join();

        Assert.That(result, Is.EqualTo(1 + 95 + 300));
    }

    [Test]
    public void Any_text_is_an_expression_or_a_PipelineException() =>
        Gen.OneOf<string>("Jet_pt", "x", "1", "2.5", "(", ")", "[", "]", "+", "-", "^", "!", "%", "<", "==", "&&", ",", "sum(", "if(",
            "min(", "`", "1e", ".", " ", "é", "\n", "?")
            .Array[0, 14].Sample(words =>
            {
                using EntryBatch batch = FormulaEvents.Create();
                try
                {
                    using Column column = Expression.Parse(string.Concat(words)).Bind(batch.Schema).Evaluate(batch, "r");
                }
                catch (PipelineException error)
                {
                    return error.Position >= 0 && error.Expression is not null;
                }
                return true;
            }, iter: 3000);

    [Test]
    public void A_batch_that_is_not_what_was_bound_is_refused()
    {
        using EntryBatch batch = FormulaEvents.Create();
        using EntryBatch other = FormulaEvents.Batch(Column.Create("Jet_pt", 1f));
        BoundExpression bound = Expression.Parse("1 + Jet_pt").Bind(batch.Schema);

        Assert.That(() => bound.Evaluate(other, "r"), Throws.InstanceOf<PipelineException>()
            .With.Message.StartsWith("The expression was bound to 'Jet_pt: float32[*]', the batch holds 'Jet_pt: float32'."));
    }

    [TestCase("Jet_pt > 20", "A cut on entries needs one value an entry, and this has values of shape [*]")]
    [TestCase("cov > 0", "A cut on entries needs one value an entry, and this has values of shape [2][2]")]
    [TestCase("name", "A cut needs numbers or truth values, and this is text.")]
    public void A_cut_on_entries_has_one_value_an_entry(string cut, string message)
    {
        using EntryBatch batch = FormulaEvents.Create();

        Assert.That(() => Expression.Parse(cut).BindEntryCut(batch.Schema),
            Throws.InstanceOf<PipelineException>().With.Message.StartsWith(message));
    }
}
