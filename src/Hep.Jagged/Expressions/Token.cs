namespace Hep.Jagged;

/// <summary>A word of an expression: characters <paramref name="Start"/> to <paramref name="End"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character, from 0.</param>
/// <param name="End">The character behind its last one.</param>
/// <param name="Text">A symbol as it stands; a name without its backquotes.</param>
/// <param name="Value">Of a literal: <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or <see cref="bool"/>.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text, object? Value = null);

/// <summary>The kinds of words.</summary>
internal enum TokenKind
{
    /// <summary>A number or a truth value.</summary>
    Literal,
    /// <summary>A name that may be a column's or a function's.</summary>
    Name,
    /// <summary>A name in backquotes: always a column's.</summary>
    QuotedName,
    /// <summary>An operator, bracket or comma.</summary>
    Symbol,
    /// <summary>Behind the last word.</summary>
    End,
}
