using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>Writes a tree as the text that <see cref="Parser"/> reads it from, with no more brackets than it needs.</summary>
internal static class SyntaxText
{
    private const int Sign = 6, Power = 7, Primary = 8;      // above the six levels of operators between two operands

    private static readonly Dictionary<string, int> Levels = new(StringComparer.Ordinal)
    {
        ["||"] = 0, ["&&"] = 1, ["=="] = 2, ["!="] = 2, ["<"] = 3, ["<="] = 3, [">"] = 3, [">="] = 3, ["+"] = 4, ["-"] = 4,
        ["*"] = 5, ["/"] = 5, ["%"] = 5, ["^"] = Power,
    };

    /// <summary>The text of a tree; literals are not negative, a minus sign is a node of its own.</summary>
    public static string Write(SyntaxNode node)
    {
        StringBuilder text = new();
        Write(text, node, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, SyntaxNode node, int atLeast)
    {
        bool needsBrackets = LevelOf(node) < atLeast;
        if (needsBrackets) text.Append('(');
        switch (node)
        {
            case LiteralNode literal:
                text.Append(Literal(literal.Value));
                break;
            case ColumnNode column:
                text.Append(IsPlain(column.Name) ? column.Name : $"`{column.Name}`");
                break;
            case UnaryNode unary:
                text.Append(unary.Symbol);
                Write(text, unary.Operand, Sign);
                break;
            case BinaryNode { Symbol: "^" } power:
                Write(text, power.Left, Primary);
                text.Append('^');
                Write(text, power.Right, Sign);              // 2^-1, and 2^3^2 = 2^9
                break;
            case BinaryNode binary:
                Write(text, binary.Left, Levels[binary.Symbol]);
                text.Append(' ').Append(binary.Symbol).Append(' ');
                Write(text, binary.Right, Levels[binary.Symbol] + 1);
                break;
            case CallNode call:
                text.Append(call.Function);
                WriteArguments(text, call.Arguments);
                break;
            case IndexNode index:
                Write(text, index.List, Primary);
                text.Append('[');
                Write(text, index.Index, 0);
                text.Append(']');
                break;
        }
        if (needsBrackets) text.Append(')');
    }

    private static void WriteArguments(StringBuilder text, IReadOnlyList<SyntaxNode> arguments)
    {
        text.Append('(');
        for (int i = 0; i < arguments.Count; i++)
        {
            if (i > 0) text.Append(", ");
            Write(text, arguments[i], 0);
        }
        text.Append(')');
    }

    private static int LevelOf(SyntaxNode node) => node switch
    {
        BinaryNode binary => Levels[binary.Symbol],
        UnaryNode => Sign,
        _ => Primary,
    };

    private static string Literal(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number when number == Math.Floor(number) && Math.Abs(number) < 1e15 => number.ToString("F1", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    private static bool IsPlain(string name) =>
        name is not ("true" or "false") && name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
