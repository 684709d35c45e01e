using System.Globalization;

namespace Hep.Jagged;

/// <summary>Cuts the text of an expression into words.</summary>
internal static class Lexer
{
    // Longer ones first: the first that fits is taken.
    private static readonly string[] Symbols =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "^", "!", "(", ")", "[", "]", ","];

    private static readonly Dictionary<char, string> Doubled = new() { ['='] = "==", ['&'] = "&&", ['|'] = "||" };

    /// <summary>All words, and one of kind <see cref="TokenKind.End"/> behind them.</summary>
    /// <exception cref="PipelineException">A character begins no word, or a number or quoted name is not complete.</exception>
    public static List<Token> Read(string text)
    {
        List<Token> tokens = [];
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            Token token = Next(text, at);
            tokens.Add(token);
            if (token.Kind == TokenKind.End) return tokens;
            at = token.End;
        }
    }

    /// <summary>Whether a text is the name of a column or function as it stands, without backquotes.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && IsLetter(text[0]) && Name(text, 0) is { Kind: TokenKind.Name } name && name.End == text.Length;

    private static Token Next(string text, int at)
    {
        if (at == text.Length) return new Token(TokenKind.End, at, at, "");
        char first = text[at];
        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) return Number(text, at);
        if (IsLetter(first)) return Name(text, at);
        if (first == '`') return QuotedName(text, at);
        foreach (string symbol in Symbols)
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
                return new Token(TokenKind.Symbol, at, at + symbol.Length, symbol);
        string advice = Doubled.TryGetValue(first, out string? meant)
            ? $"The operator is '{meant}'."
            : $"The character '{first}' has no meaning here.";
        throw ExpressionError.At(text, at, char.IsControl(first) ? "A control character has no meaning here." : advice);
    }

    private static Token Name(string text, int at)
    {
        int end = at + 1;
        while (end < text.Length && (IsNamePart(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsNamePart(text[end + 1]))))
            end++;
        string name = text[at..end];
        return name switch
        {
            "true" => new Token(TokenKind.Literal, at, end, name, true),
            "false" => new Token(TokenKind.Literal, at, end, name, false),
            _ => new Token(TokenKind.Name, at, end, name),
        };
    }

    private static Token QuotedName(string text, int at)
    {
        int end = text.IndexOf('`', at + 1);
        if (end < 0) throw ExpressionError.At(text, at, "A name in backquotes has no end.");
        if (end == at + 1) throw ExpressionError.At(text, at, "A name in backquotes is empty.");
        return new Token(TokenKind.QuotedName, at, end + 1, text[(at + 1)..end]);
    }

    private static Token Number(string text, int at)
    {
        int end = Digits(text, at);
        bool isInteger = end == text.Length || (text[end] is not '.' and not 'e' and not 'E');
        if (end < text.Length && text[end] == '.') end = Digits(text, end + 1);
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            int exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            end = Digits(text, exponent);
            if (end == exponent) throw ExpressionError.At(text, at, "A number has no digits behind its 'e'.");
        }
        if (end < text.Length && (IsNamePart(text[end]) || text[end] == '.'))
            throw ExpressionError.At(text, end, "A number cannot go on like this; a name that begins with a digit stands in backquotes.");
        return new Token(TokenKind.Literal, at, end, text[at..end], Value(text, at, end, isInteger));
    }

    private static object Value(string text, int at, int end, bool isInteger)
    {
        ReadOnlySpan<char> digits = text.AsSpan(at, end - at);
        if (isInteger && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long signed)) return signed;
        if (isInteger && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned)) return unsigned;
        double number = double.Parse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw ExpressionError.At(text, at, "A number is too large for float64.");
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return at;
    }

    private static bool IsLetter(char c) => char.IsLetter(c) || c == '_';

    private static bool IsNamePart(char c) => IsLetter(c) || char.IsAsciiDigit(c);
}
