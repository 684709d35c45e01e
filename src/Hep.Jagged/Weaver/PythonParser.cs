namespace Hep.Jagged;

/// <summary>
/// Reads an expression of Python over columns, as weaver evaluates it with <c>np</c>, <c>ak</c> and <c>math</c>, into a tree of ours.
/// Only what means the same in both is taken; nothing is ever evaluated.
/// </summary>
internal sealed class PythonParser
{
    // From the loosest to the tightest, as the Python language reference has them; ours in the same place.
    private static readonly (string Python, string Ours)[][] Levels =
        [[("or", "||")], [("and", "&&")], Comparisons, [("|", "||")], [("^", "")], [("&", "&&")], [("<<", ""), (">>", "")],
            [("+", "+"), ("-", "-")], [("*", "*"), ("/", "/"), ("//", ""), ("%", "")]];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private int _next;
    private int _nesting;

    private PythonParser(string text)
    {
        _text = text;
        _tokens = PythonLexer.Read(text);
    }

    /// <summary>The tree of a whole text.</summary>
    /// <exception cref="PipelineException">
    /// Something of it has no counterpart: position and message say what, and what to write in its place.
    /// </exception>
    public static SyntaxNode Parse(string text)
    {
        if (text.Length > Parser.MaximumLength)
            throw ExpressionError.At(text, 0, $"An expression has {text.Length} characters, at most {Parser.MaximumLength} are allowed.");
        PythonParser parser = new(text);
        SyntaxNode root = parser.Binary(0);
        return parser.Current.Kind == TokenKind.End ? root : throw parser.Unexpected("an operator or the end");
    }

    private static (string, string)[] Comparisons =>
        [("==", "=="), ("!=", "!="), ("<", "<"), ("<=", "<="), (">", ">"), (">=", ">=")];

    private Token Current => _tokens[_next];

    private SyntaxNode Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        if (level == 2 && Is("not")) return Negated();
        SyntaxNode left = Binary(level + 1), whole = left;
        bool isChain = false;
        while (Current.Kind == TokenKind.Symbol && Array.Find(Levels[level], l => l.Python == Current.Text) is { Python: not null } symbol)
        {
            Token token = Take();
            if (symbol.Ours.Length == 0) throw NoCounterpart(token);
            SyntaxNode right = Binary(level + 1);
            if (symbol.Python is "&" or "|")
            {
                CheckTruth(left, token);
                CheckTruth(right, token);
            }
            // a < b < c means a < b and b < c
            whole = isChain && level == 2
                ? new BinaryNode(token.Start, "&&", whole, new BinaryNode(token.Start, symbol.Ours, left, right))
                : new BinaryNode(token.Start, symbol.Ours, whole, right);
            left = level == 2 ? right : whole;
            isChain = true;
        }
        return whole;
    }

    private UnaryNode Negated()
    {
        Token token = Take();
        return new UnaryNode(token.Start, "!", Nested(() => Binary(2)));
    }

    private SyntaxNode Unary() => Nested(() =>
    {
        if (Is("+"))
        {
            Take();
            return Unary();
        }
        if (!Is("-") && !Is("~")) return Power();
        Token token = Take();
        SyntaxNode operand = Unary();
        if (token.Text == "~") CheckTruth(operand, token);
        return new UnaryNode(token.Start, token.Text == "~" ? "!" : "-", operand);
    });

    private SyntaxNode Power()
    {
        SyntaxNode operand = Indexed();
        if (!Is("**")) return operand;
        Token token = Take();
        return new BinaryNode(token.Start, "^", operand, Unary());
    }

    private SyntaxNode Indexed()
    {
        SyntaxNode operand = Primary();
        while (Is("["))
        {
            Token bracket = Take();
            bool isColumn = Is(":");
            if (isColumn)
            {
                Take();
                Expect(",");
            }
            SyntaxNode index = Binary(0);
            Expect("]");
            bool isPlace = index is LiteralNode { Value: long } or UnaryNode { Symbol: "-", Operand: LiteralNode { Value: long } };
            if (isColumn ? !isPlace : !IsTruth(index))
                throw ExpressionError.At(_text, bracket.Start,
                    "Only one object of each entry, x[:, 0], and the objects that pass a cut, x[y > 1], have a counterpart here.");
            operand = new IndexNode(index.Position, operand, index);
        }
        return operand;
    }

    private SyntaxNode Primary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                Take();
                return new LiteralNode(token.Start, token.Value!);
            case TokenKind.Name:
                Take();
                return Is("(") ? Call(token) : PythonFunctions.Constant(token) is { } constant ? constant : Column(token);
            default:
                if (!Is("(")) throw Unexpected("a number, a name or '('");
                Take();
                SyntaxNode inner = Binary(0);
                Expect(")");
                return inner;
        }
    }

    private ColumnNode Column(Token name) => name.Text.Contains('.', StringComparison.Ordinal) || name.Text is "None" or "lambda" or "if"
        ? throw ExpressionError.At(_text, name.Start, $"'{name.Text}' has no counterpart here: it is no column.")
        : new ColumnNode(name.Start, name.Text);

    private SyntaxNode Call(Token name)
    {
        Take();
        List<SyntaxNode> arguments = [];
        SyntaxNode? axis = null;
        while (!Is(")"))
        {
            if (arguments.Count > 0) Expect(",");
            if (Current is { Kind: TokenKind.Name, Text: "axis" } && _tokens[_next + 1].Text == "=")
            {
                _next += 2;
                axis = Binary(0);
                break;
            }
            arguments.Add(Binary(0));
        }
        Expect(")");
        return PythonFunctions.Translate(_text, name, arguments, axis);
    }

    // Between numbers & | ~ work on bits; between truths they mean what ours do.
    private void CheckTruth(SyntaxNode node, Token symbol)
    {
        if (!IsTruth(node) && node is not (ColumnNode or LiteralNode { Value: bool }))
            throw ExpressionError.At(_text, symbol.Start,
                $"'{symbol.Text}' works on bits here: it is understood between comparisons, cuts and columns of truth values.");
    }

    private static bool IsTruth(SyntaxNode node) => node switch
    {
        BinaryNode binary => binary.Symbol is "&&" or "||" or "==" or "!=" or "<" or "<=" or ">" or ">=",
        UnaryNode unary => unary.Symbol == "!",
        CallNode call => call.Function is "any" or "all" or "isnan",
        IndexNode index => IsTruth(index.List),
        _ => false,
    };

    private T Nested<T>(Func<T> read)
    {
        if (++_nesting > Parser.MaximumNesting)
            throw ExpressionError.At(_text, Current.Start, $"The expression is nested more than {Parser.MaximumNesting} deep.");
        T node = read();
        _nesting--;
        return node;
    }

    private bool Is(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    private Token Take() => _tokens[_next++];

    private void Expect(string symbol)
    {
        if (!Is(symbol)) throw Unexpected($"an operator or '{symbol}'");
        Take();
    }

    private PipelineException NoCounterpart(Token symbol) =>
        ExpressionError.At(_text, symbol.Start, $"'{symbol.Text}' has no counterpart here that gives the same numbers for all operands.");

    private PipelineException Unexpected(string expected) => ExpressionError.At(_text, Current.Start, Current.Kind == TokenKind.End
        ? $"The expression ends where {expected} was expected."
        : $"'{Current.Text}' stands where {expected} was expected.");
}
