namespace Hep.Jagged;

/// <summary>The functions of <c>np</c>, <c>ak</c> and <c>math</c> that have a counterpart, and what they become.</summary>
internal static class PythonFunctions
{
        private static readonly string[] Modules = ["np.", "numpy.", "ak.", "awkward.JaggedArray.", "awkward.", "math."];

    // Functions of elements: how many arguments, and what they become.
    private static readonly Dictionary<string, (int Arguments, Func<int, IReadOnlyList<SyntaxNode>, SyntaxNode> Translate)> Elementwise =
        new(StringComparer.Ordinal)
    {
        ["abs"] = Same("abs", 1), ["absolute"] = Same("abs", 1), ["fabs"] = Same("abs", 1), ["sqrt"] = Same("sqrt", 1),
        ["exp"] = Same("exp", 1), ["log"] = Same("log", 1), ["log10"] = Same("log10", 1), ["sin"] = Same("sin", 1),
        ["cos"] = Same("cos", 1), ["tan"] = Same("tan", 1), ["sinh"] = Same("sinh", 1), ["cosh"] = Same("cosh", 1),
        ["arctan2"] = Same("atan2", 2), ["atan2"] = Same("atan2", 2), ["power"] = Same("pow", 2), ["pow"] = Same("pow", 2),
        ["maximum"] = Same("max", 2), ["minimum"] = Same("min", 2), ["clip"] = Same("clip", 3), ["where"] = Same("if", 3),
        ["isnan"] = Same("isnan", 1),
        ["_clip"] = Same("clip", 3),                         // weaver's own
        ["square"] = (1, (p, a) => Squared(p, a[0])),
        ["hypot"] = (2, (p, a) => Call(p, "sqrt", new BinaryNode(p, "+", Squared(p, a[0]), Squared(p, a[1])))),
        ["log1p"] = (1, (p, a) => Call(p, "log", new BinaryNode(p, "+", Number(p, 1), a[0]))),
        ["expm1"] = (1, (p, a) => new BinaryNode(p, "-", Call(p, "exp", a[0]), Number(p, 1))),
        ["tanh"] = (1, (p, a) => new BinaryNode(p, "-", Number(p, 1), new BinaryNode(p, "/", Number(p, 2),
            new BinaryNode(p, "+", Call(p, "exp", new BinaryNode(p, "*", Number(p, 2), a[0])), Number(p, 1))))),
        ["logical_and"] = (2, (p, a) => new BinaryNode(p, "&&", a[0], a[1])),
        ["logical_or"] = (2, (p, a) => new BinaryNode(p, "||", a[0], a[1])),
        ["logical_not"] = (1, (p, a) => new UnaryNode(p, "!", a[0])),
        ["ones_like"] = (1, (p, a) => Call(p, "if", Call(p, "isnan", a[0]), Number(p, 1), Number(p, 1))),
        ["zeros_like"] = (1, (p, a) => Call(p, "if", Call(p, "isnan", a[0]), Number(p, 0), Number(p, 0))),
        ["firsts"] = (1, (p, a) => new IndexNode(p, a[0], Number(p, 0))),
        ["num"] = Same("count", 1),
    };

    // Reductions: over the objects of each entry where axis is 1 or -1, over all entries where it is not given.
    private static readonly string[] Reductions = ["sum", "mean", "min", "max", "any", "all", "argmax", "count"];

    /// <summary>A constant of a module; null where the name is none.</summary>
    public static LiteralNode? Constant(Token name) => Unqualified(name.Text) switch
    {
        "pi" when name.Text.Contains('.', StringComparison.Ordinal) => new LiteralNode(name.Start, Math.PI),
        _ => null,
    };

    /// <summary>Whether a tree is that of <c>ones_like</c>: a mask that marks every object.</summary>
    public static bool IsOnes(SyntaxNode node) => node is CallNode
    {
        Function: "if",
        Arguments: [CallNode { Function: "isnan" }, LiteralNode { Value: 1L }, LiteralNode { Value: 1L }],
    };

    /// <summary>What a call becomes.</summary>
    /// <exception cref="PipelineException">It has no counterpart.</exception>
    public static SyntaxNode Translate(string text, Token name, IReadOnlyList<SyntaxNode> arguments, SyntaxNode? axis)
    {
        string function = Unqualified(name.Text);
        bool isOfList = axis is LiteralNode { Value: 1L } or UnaryNode { Symbol: "-", Operand: LiteralNode { Value: 1L } };
        if (Array.IndexOf(Reductions, function) >= 0 && arguments.Count == 1)
            return isOfList ? Call(name.Start, function, arguments[0])
                : throw ExpressionError.At(text, name.Start,
                    $"{name.Text} without axis=1 is one number of all entries: only one of each entry, axis=1, has a counterpart here.");
        bool takesAxis = isOfList && function is ("num" or "firsts");
        if (!Elementwise.TryGetValue(function, out var known) || (axis is not null && !takesAxis))
            throw ExpressionError.At(text, name.Start,
                $"{name.Text} has no counterpart here. Write the column into the files, or say it with other functions of expressions.");
        return arguments.Count == known.Arguments ? known.Translate(name.Start, arguments)
            : throw ExpressionError.At(text, name.Start,
                $"{name.Text} is understood with {known.Arguments} arguments, not with {arguments.Count}.");
    }

    private static string Unqualified(string name) =>
        Modules.FirstOrDefault(m => name.StartsWith(m, StringComparison.Ordinal)) is { } module ? name[module.Length..] : name;

    private static (int, Func<int, IReadOnlyList<SyntaxNode>, SyntaxNode>) Same(string function, int arguments) =>
        (arguments, (position, a) => new CallNode(position, function, a));

    private static CallNode Call(int position, string function, params IReadOnlyList<SyntaxNode> arguments) =>
        new(position, function, arguments);

    private static BinaryNode Squared(int position, SyntaxNode operand) => new(position, "^", operand, Number(position, 2));

    private static LiteralNode Number(int position, long value) => new(position, value);
}
