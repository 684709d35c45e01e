using CsCheck;

namespace Hep.Jagged.Tests.Weaver;

public sealed class PythonParserTests
{
    [Test]
    public void What_stands_in_brackets_there_is_the_same_here() => Gen.Int.Sample(seed =>
    {
        (string python, string ours) = Number(new Random(seed), 5);
        return SyntaxText.Write(PythonParser.Parse(python)) == SyntaxText.Write(Parser.Parse(ours));
    });

    [Test]
    public void A_written_tree_reads_back_as_the_same_tree() => Gen.Int.Sample(seed =>
    {
        SyntaxNode tree = Parser.Parse(Number(new Random(seed), 5).Ours);
        return WithAllBrackets(Parser.Parse(SyntaxText.Write(tree))) == WithAllBrackets(tree);
    });

    [TestCase("(nJet >= 2) & ~(MET_pt < 20)", "nJet >= 2 && !(MET_pt < 20)")]
    [TestCase("a | b & c", "a || b && c")]
    [TestCase("(a | b) & c", "(a || b) && c")]
    [TestCase("-x**2 / (y - (z - 1))", "-x ^ 2 / (y - (z - 1))")]
    [TestCase("2**-x**2", "2 ^ -x ^ 2")]
    [TestCase("(a**b)**c", "(a ^ b) ^ c")]
    [TestCase("1 <= n < 5 <= m", "1 <= n && n < 5 && 5 <= m")]
    [TestCase("not a and b or c", "!a && b || c")]
    [TestCase("not a == b", "!(a == b)")]
    [TestCase("True", "true")]
    [TestCase("np.hypot(part_px, part_py - 1)", "sqrt(part_px ^ 2 + (part_py - 1) ^ 2)")]
    [TestCase("np.log1p(x) + ak.sum(x, axis=1) - ak.max(x, axis=-1)", "log(1 + x) + sum(x) - max(x)")]
    [TestCase("np.tanh(d0)", "1 - 2 / (exp(2 * d0) + 1)")]
    [TestCase("ak.num(Jet_pt) + ak.num(Jet_pt, axis=1)", "count(Jet_pt) + count(Jet_pt)")]
    [TestCase("Jet_pt[:, 0] + ak.firsts(Jet_pt) + Jet_pt[:, -1]", "Jet_pt[0] + Jet_pt[0] + Jet_pt[-1]")]
    [TestCase("ak.sum(Jet_pt[np.abs(Jet_eta) < 2.4], axis=1)", "sum(Jet_pt[abs(Jet_eta) < 2.4])")]
    [TestCase("math.pi * np.maximum(x, 1e-8)", "3.141592653589793 * max(x, 1E-08)")]
    public void What_means_the_same_is_translated(string python, string ours)
    {
        string translated = SyntaxText.Write(PythonParser.Parse(python));

        Assert.That(translated, Is.EqualTo(ours));
        Assert.That(() => Expression.Parse(translated), Throws.Nothing);
    }

    [TestCase("ak.combinations(Jet_pt, 2)", 0, "ak.combinations has no counterpart here")]
    [TestCase("ak.sum(x)", 0, "without axis=1 is one number of all entries")]
    [TestCase("ak.sum(x, axis=0)", 0, "without axis=1")]
    [TestCase("1 + x[0]", 5, "x[:, 0]")]
    [TestCase("x[:, 1:3]", 6, "stands where")]
    [TestCase("(id & 2) > 0", 4, "works on bits here")]
    [TestCase("a % 2", 2, "has no counterpart here")]
    [TestCase("a // 2", 2, "has no counterpart here")]
    [TestCase("a ^ b", 2, "has no counterpart here")]
    [TestCase("label.argmax(1)", 0, "label.argmax has no counterpart here")]
    [TestCase("(a + b).sum()", 7, "Methods and texts")]
    [TestCase("np.hypot(x)", 0, "understood with 2 arguments, not with 1")]
    [TestCase("np.inf * x", 0, "it is no column")]
    [TestCase("x if y else z", 2, "stands where")]
    [TestCase("x +", 3, "ends where")]
    [TestCase("", 0, "ends where")]
    [TestCase("x; import os", 1, "';' has no meaning")]
    public void What_has_no_counterpart_is_refused_at_its_place(string python, int position, string why)
    {
        PipelineException failure = Assert.Throws<PipelineException>(() => PythonParser.Parse(python))!;

        Assert.That(failure.Message, Does.Contain(why));
        Assert.That((failure.Expression, failure.Position), Is.EqualTo((python, position)));
    }

    [Test]
    public void Any_text_is_translated_or_refused() => Gen.String[Gen.Char["()[]&|~<=>*/+-.,:x1 "], 0, 12].Sample(text =>
    {
        try
        {
            _ = Parser.Parse(SyntaxText.Write(PythonParser.Parse(text)));
        }
        catch (PipelineException)
        {
            // refused, with a reason
        }
    }, iter: 20_000);

    [Test]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<PipelineException>(() => PythonParser.Parse(new string('(', 5_000) + "x" + new string(')', 5_000)));

    // An expression as Python has it and as ours, both with every bracket.
    private static (string Python, string Ours) Number(Random random, int depth)
    {
        if (depth == 0) return Pick(random, ("x", "x"), ("y", "y"), ("2", "2"), ("0.5", "0.5"));
        (string Python, string Ours) a = Number(random, depth - 1), b = Number(random, random.Next(depth)), c = Truth(random, depth - 1);
        return random.Next(4) switch
        {
            0 => ($"np.where({c.Python}, {a.Python}, {b.Python})", $"if({c.Ours}, {a.Ours}, {b.Ours})"),
            1 => ($"(-{a.Python})", $"(-{a.Ours})"),
            2 => ($"np.log({a.Python})", $"log({a.Ours})"),
            _ => Between(Pick(random, ("+", "+"), ("-", "-"), ("*", "*"), ("/", "/"), ("**", "^")), a, b),
        };
    }

    private static (string Python, string Ours) Truth(Random random, int depth)
    {
        if (depth <= 0 || random.Next(2) == 0)
            return Between(Pick(random, ("<", "<"), (">=", ">="), ("==", "=="), ("!=", "!=")), Number(random, Math.Max(depth - 1, 0)),
                Number(random, 0));
        (string Python, string Ours) a = Truth(random, depth - 1);
        return random.Next(3) == 0 ? ($"(~{a.Python})", $"(!{a.Ours})")
            : Between(Pick(random, ("&", "&&"), ("|", "||")), a, Truth(random, depth - 1));
    }

    private static (string, string) Pick(Random random, params (string, string)[] of) => of[random.Next(of.Length)];

    private static (string, string) Between(
        (string Python, string Ours) symbol, (string Python, string Ours) a, (string Python, string Ours) b) =>
        ($"({a.Python} {symbol.Python} {b.Python})", $"({a.Ours} {symbol.Ours} {b.Ours})");

    private static string WithAllBrackets(SyntaxNode node) => node switch
    {
        BinaryNode b => $"({WithAllBrackets(b.Left)} {b.Symbol} {WithAllBrackets(b.Right)})",
        UnaryNode u => $"({u.Symbol}{WithAllBrackets(u.Operand)})",
        CallNode c => $"{c.Function}({string.Join(", ", c.Arguments.Select(WithAllBrackets))})",
        _ => SyntaxText.Write(node),
    };
}
