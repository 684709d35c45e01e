namespace Hep.Jagged;

/// <summary>A part of an expression as it is written.</summary>
/// <param name="Position">The character that an error about it points to.</param>
/// <param name="Height">The longest way down to a word.</param>
internal abstract record SyntaxNode(int Position, int Height);

/// <summary>A number or truth value: <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or <see cref="bool"/>.</summary>
internal sealed record LiteralNode(int Position, object Value) : SyntaxNode(Position, 1);

/// <summary>The name of a column.</summary>
internal sealed record ColumnNode(int Position, string Name) : SyntaxNode(Position, 1);

/// <summary><c>!x</c> or <c>-x</c>.</summary>
internal sealed record UnaryNode(int Position, string Symbol, SyntaxNode Operand) : SyntaxNode(Position, Operand.Height + 1);

/// <summary>An operator between two operands.</summary>
internal sealed record BinaryNode(int Position, string Symbol, SyntaxNode Left, SyntaxNode Right)
    : SyntaxNode(Position, Math.Max(Left.Height, Right.Height) + 1);

/// <summary>A function and what stands in its brackets.</summary>
internal sealed record CallNode(int Position, string Function, IReadOnlyList<SyntaxNode> Arguments)
    : SyntaxNode(Position, (Arguments.Count == 0 ? 0 : Arguments.Max(a => a.Height)) + 1);

/// <summary><c>list[index]</c>; the position is that of the index.</summary>
internal sealed record IndexNode(int Position, SyntaxNode List, SyntaxNode Index)
    : SyntaxNode(Position, Math.Max(List.Height, Index.Height) + 1);
