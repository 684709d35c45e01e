using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>
/// Writes a tree as text with as few brackets as precedence allows: parsed again, it is the same tree. Names that are no identifiers stand
/// in backquotes, numbers in the shortest form that gives them back.
/// </summary>
internal sealed class SyntaxText
{
    private const int Sign = 7;       // of ! and -: above * / %
    private const int Power = 8;
    private const int Whole = 9;      // what needs no brackets anywhere

    private readonly StringBuilder _text = new();

    private SyntaxText() { }

    /// <summary>The text of a tree.</summary>
    /// <exception cref="PipelineException">It is longer or higher than a text that can be parsed.</exception>
    public static string Write(SyntaxNode root)
    {
        if (root.Height > Parser.MaximumHeight)
            throw new PipelineException($"The expression has more than {Parser.MaximumHeight} steps in a row.");
        SyntaxText writer = new();
        writer.Write(root, 0);
        return writer._text.ToString();
    }

    private void Write(SyntaxNode node, int precedence)
    {
        if (_text.Length > Parser.MaximumLength)   // terms that are used twice and twice again grow without end
            throw new PipelineException($"The expression has more than {Parser.MaximumLength} characters.");
        bool inBrackets = PrecedenceOf(node) < precedence;
        if (inBrackets) _text.Append('(');
        switch (node)
        {
            case LiteralNode literal:
                _text.Append(TextOf(literal.Value));
                break;
            case ColumnNode column:
                _text.Append(Lexer.IsIdentifier(column.Name) ? column.Name : $"`{column.Name}`");
                break;
            case UnaryNode unary:
                _text.Append(unary.Symbol);
                Write(unary.Operand, Sign);
                break;
            case BinaryNode { Symbol: "^" } power:
                Write(power.Left, Whole);
                _text.Append(" ^ ");
                Write(power.Right, Sign);
                break;
            case BinaryNode binary:
                Write(binary.Left, PrecedenceOf(binary));
                _text.Append(' ').Append(binary.Symbol).Append(' ');
                Write(binary.Right, PrecedenceOf(binary) + 1);
                break;
            case CallNode call:
                WriteCall(call);
                break;
            case IndexNode index:
                Write(index.List, Whole);
                _text.Append('[');
                Write(index.Index, 0);
                _text.Append(']');
                break;
        }
        if (inBrackets) _text.Append(')');
    }

    private void WriteCall(CallNode call)
    {
        _text.Append(call.Function).Append('(');
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            if (i > 0) _text.Append(", ");
            Write(call.Arguments[i], 0);
        }
        _text.Append(')');
    }

    private static int PrecedenceOf(SyntaxNode node) => node switch
    {
        BinaryNode { Symbol: "^" } => Power,
        BinaryNode binary => Array.FindIndex(Parser.Levels, level => level.Contains(binary.Symbol)) + 1,
        UnaryNode => Sign,
        _ => Whole,
    };

    private static string TextOf(object value)
    {
        if (value is bool truth) return truth ? "true" : "false";
        string text = ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
        return value is double && !text.AsSpan().ContainsAny('.', 'E') ? $"{text}.0" : text;   // 2 would be an integer
    }
}
