using System.Globalization;

namespace Hep.Jagged;

/// <summary>Cuts a Python expression into words; a dotted name such as <c>np.log</c> is one.</summary>
internal static class PythonLexer
{
    // Longer ones first: the first that fits is taken.
    private static readonly string[] Symbols =
        ["**", "//", "==", "!=", "<=", ">=", "<<", ">>", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "~", "(", ")", "[", "]", ",",
            ":", "="];

    /// <summary>All words, and one of kind <see cref="TokenKind.End"/> behind them.</summary>
    /// <exception cref="PipelineException">A character begins no word of an expression over columns.</exception>
    public static List<Token> Read(string text)
    {
        List<Token> tokens = [];
        int at = 0;
        do
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            tokens.Add(Next(text, at));
            at = tokens[^1].End;
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private static Token Next(string text, int at)
    {
        if (at == text.Length) return new Token(TokenKind.End, at, at, "");
        if (char.IsAsciiDigit(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Number(text, at);
        if (IsNamePart(text[at])) return Name(text, at);
        foreach (string symbol in Symbols)
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0)
                return new Token(TokenKind.Symbol, at, at + symbol.Length, symbol);
        throw ExpressionError.At(text, at, text[at] is '.' or '\'' or '"'
            ? "Methods and texts have no counterpart here: only columns, numbers, operators and functions of np, ak and math."
            : $"The character '{text[at]}' has no meaning here.");
    }

    private static Token Name(string text, int at)
    {
        int end = at + 1;
        while (end < text.Length && (IsNamePart(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsNamePart(text[end + 1]))))
            end++;
        string name = text[at..end];
        return name switch
        {
            "True" => new Token(TokenKind.Literal, at, end, name, true),
            "False" => new Token(TokenKind.Literal, at, end, name, false),
            "and" or "or" or "not" => new Token(TokenKind.Symbol, at, end, name),
            _ => new Token(TokenKind.Name, at, end, name),
        };
    }

    private static Token Number(string text, int at)
    {
        int end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_'
            || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E'))) end++;
        string digits = text[at..end];
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long integer))
            return new Token(TokenKind.Literal, at, end, digits, integer);
        if (double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
            out double number) && double.IsFinite(number))
            return new Token(TokenKind.Literal, at, end, digits, number);
        throw ExpressionError.At(text, at, $"'{digits}' is no number that an expression may hold.");
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
