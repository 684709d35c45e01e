namespace Hep.Jagged;

/// <summary>
/// Reads the words of an expression into a tree, by C's precedence: <c>^</c> (right to left), <c>!</c> and unary <c>-</c>,
/// <c>* / %</c>, <c>+ -</c>, comparison, <c>== !=</c>, <c>&amp;&amp;</c>, <c>||</c>.
/// </summary>
internal sealed class Parser
{
    // An uploaded model carries expressions: text, nesting and height have bounds that no honest one meets.
    public const int MaximumLength = 16_384;
    public const int MaximumHeight = 500;
    public const int MaximumNesting = 100;

    /// <summary>The operators from left to right, those that bind least first.</summary>
    public static readonly string[][] Levels = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private int _next;
    private int _nesting;

    private Parser(string text)
    {
        _text = text;
        _tokens = Lexer.Read(text);
    }

    /// <summary>The tree of a whole text.</summary>
    /// <exception cref="PipelineException">The text is no expression; position and message say where and why.</exception>
    public static SyntaxNode Parse(string text)
    {
        if (text.Length > MaximumLength)
            throw new PipelineException($"An expression has {text.Length} characters, at most {MaximumLength} are allowed.")
            {
                Expression = text[..64],
                Position = 0,
            };
        Parser parser = new(text);
        SyntaxNode root = parser.Binary(0);
        return parser.Current.Kind == TokenKind.End ? root : throw parser.Unexpected("an operator or the end");
    }

    private Token Current => _tokens[_next];

    private SyntaxNode Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        SyntaxNode left = Binary(level + 1);
        while (Current.Kind == TokenKind.Symbol && Array.IndexOf(Levels[level], Current.Text) >= 0)
        {
            Token symbol = Take();
            left = Bounded(new BinaryNode(symbol.Start, symbol.Text, left, Binary(level + 1)));
        }
        return left;
    }

    private SyntaxNode Unary()
    {
        if (++_nesting > MaximumNesting)
            throw ExpressionError.At(_text, Current.Start, $"The expression is nested more than {MaximumNesting} deep.");
        SyntaxNode node = Is("!") || Is("-") ? Prefixed() : Power();
        _nesting--;
        return node;
    }

    private UnaryNode Prefixed()
    {
        Token symbol = Take();
        return Bounded(new UnaryNode(symbol.Start, symbol.Text, Unary()));
    }

    private SyntaxNode Power()
    {
        SyntaxNode operand = Indexed();
        if (!Is("^")) return operand;
        Token symbol = Take();
        return Bounded(new BinaryNode(symbol.Start, symbol.Text, operand, Unary()));   // 2^-1, and 2^3^2 = 2^9
    }

    private SyntaxNode Indexed()
    {
        SyntaxNode operand = Primary();
        while (Is("["))
        {
            Take();
            int start = Current.Start;
            SyntaxNode index = Binary(0);
            Expect("]");
            operand = Bounded(new IndexNode(start, operand, index));
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
            case TokenKind.QuotedName:
                Take();
                return new ColumnNode(token.Start, token.Text);
            case TokenKind.Name:
                Take();
                return Is("(") ? Call(token) : new ColumnNode(token.Start, token.Text);
            default:
                if (!Is("(")) throw Unexpected("a number, a name or '('");
                Take();
                SyntaxNode inner = Binary(0);
                Expect(")");
                return inner;
        }
    }

    private CallNode Call(Token name)
    {
        Take();
        List<SyntaxNode> arguments = [];
        if (!Is(")"))
        {
            arguments.Add(Binary(0));
            while (Is(","))
            {
                Take();
                arguments.Add(Binary(0));
            }
        }
        Expect(")");
        return Bounded(new CallNode(name.Start, name.Text, arguments));
    }

    private TNode Bounded<TNode>(TNode node) where TNode : SyntaxNode =>
        node.Height <= MaximumHeight
            ? node
            : throw ExpressionError.At(_text, node.Position, $"The expression has more than {MaximumHeight} steps in a row.");

    private bool Is(string symbol) => Current.Kind == TokenKind.Symbol && Current.Text == symbol;

    private Token Take() => _tokens[_next++];

    private void Expect(string symbol)
    {
        if (!Is(symbol)) throw Unexpected($"an operator or '{symbol}'");
        Take();
    }

    private PipelineException Unexpected(string expected) =>
        ExpressionError.At(_text, Current.Start, Current.Kind == TokenKind.End ? $"The expression ends where {expected} was expected."
            : $"'{_text[Current.Start..Current.End]}' stands where {expected} was expected.");
}
