using System.Runtime.CompilerServices;

namespace Hep.Jagged;

/// <summary>
/// A formula that is being written in C#, of columns, numbers and other terms: it computes nothing, and becomes an
/// <see cref="Expression"/>. Operators mean what they mean in the text of one; a power is <see cref="Formula.Pow"/>, since C#'s
/// <c>^</c> binds less than a comparison. Functions stand in <see cref="Formula"/>.
/// </summary>
public readonly struct Term
{
    private readonly SyntaxNode? _node;

    internal Term(SyntaxNode node) => _node = node;

    internal SyntaxNode Node =>
        _node ?? throw new InvalidOperationException("A term is made of columns, numbers or other terms, and this one is empty.");

    /// <summary>
    /// An element of each entry's list, from 0 or, below 0, from its end; or, by a term with a truth value for each element, those for
    /// which it holds.
    /// </summary>
    public Term this[Term index] => new(new IndexNode(0, Node, index.Node));

    /// <summary>The column of that name, as a file spells it.</summary>
    /// <exception cref="ArgumentException">The name is empty or has a backquote: no formula can spell it.</exception>
    public static Term Column(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('`', StringComparison.Ordinal))
            throw new ArgumentException($"No formula can spell a name with a backquote: {name}", nameof(name));
        return new Term(new ColumnNode(0, name));
    }

    /// <summary>A whole number.</summary>
    public static implicit operator Term(int value) => (long)value;

    /// <summary>A whole number, exact in comparisons with integers.</summary>
    public static implicit operator Term(long value) => value >= 0
        ? new(new LiteralNode(0, value))
        : -new Term(new LiteralNode(0, value == long.MinValue ? 1UL << 63 : (object)-value));

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static implicit operator Term(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A formula has finite numbers only.");
        Term magnitude = new(new LiteralNode(0, Math.Abs(value)));
        return double.IsNegative(value) ? -magnitude : magnitude;
    }

    /// <summary>A truth value.</summary>
    public static implicit operator Term(bool value) => new(new LiteralNode(0, value));

    /// <summary>The sum of two numbers.</summary>
    public static Term operator +(Term left, Term right) => Binary("+", left, right);

    /// <summary>Their difference.</summary>
    public static Term operator -(Term left, Term right) => Binary("-", left, right);

    /// <summary>Their product.</summary>
    public static Term operator *(Term left, Term right) => Binary("*", left, right);

    /// <summary>True division, between integers too.</summary>
    public static Term operator /(Term left, Term right) => Binary("/", left, right);

    /// <summary>What remains of a division that rounds towards 0; exact between integers.</summary>
    public static Term operator %(Term left, Term right) => Binary("%", left, right);

    /// <summary>Whether left is less; false for NaN, as every comparison but <c>!=</c>.</summary>
    public static Term operator <(Term left, Term right) => Binary("<", left, right);

    /// <summary>Whether left is less or equal.</summary>
    public static Term operator <=(Term left, Term right) => Binary("<=", left, right);

    /// <summary>Whether left is greater.</summary>
    public static Term operator >(Term left, Term right) => Binary(">", left, right);

    /// <summary>Whether left is greater or equal.</summary>
    public static Term operator >=(Term left, Term right) => Binary(">=", left, right);

    /// <summary>The formula that compares the values: not whether two terms are the same.</summary>
    public static Term operator ==(Term left, Term right) => Binary("==", left, right);

    /// <summary>The formula that compares the values; true for NaN.</summary>
    public static Term operator !=(Term left, Term right) => Binary("!=", left, right);

    /// <summary>Both; written <c>&amp;&amp;</c> too.</summary>
    public static Term operator &(Term left, Term right) => Binary("&&", left, right);

    /// <summary>Either; written <c>||</c> too.</summary>
    public static Term operator |(Term left, Term right) => Binary("||", left, right);

    /// <summary>Not: whether it is 0 or false, which NaN is not.</summary>
    public static Term operator !(Term operand) => new(new UnaryNode(0, "!", operand.Node));

    /// <summary>The number with the other sign.</summary>
    public static Term operator -(Term operand) => new(new UnaryNode(0, "-", operand.Node));

    /// <summary>Never: a term has no value before it is computed. It lets C# write <c>||</c>.</summary>
    public static bool operator true(Term operand) => false;

    /// <summary>Never: a term has no value before it is computed. It lets C# write <c>&amp;&amp;</c>.</summary>
    public static bool operator false(Term operand) => false;

    /// <summary>The sum of each list; 0 of an empty one.</summary>
    public Term Sum() => Reduce("sum");

    /// <summary>The number of elements of each list, whatever they hold.</summary>
    public Term Count() => Reduce("count");

    /// <summary>Whether it holds for an element of each list.</summary>
    public Term Any() => Reduce("any");

    /// <summary>Whether it holds for all elements of each list; true of an empty one.</summary>
    public Term All() => Reduce("all");

    /// <summary>The smallest element of each list; NaN of an empty one.</summary>
    public Term Min() => Reduce("min");

    /// <summary>The largest element of each list; NaN of an empty one.</summary>
    public Term Max() => Reduce("max");

    /// <summary>The mean of each list; NaN of an empty one.</summary>
    public Term Mean() => Reduce("mean");

    /// <summary>The place of the first smallest element of each list, from 0; −1 of an empty one.</summary>
    public Term ArgMin() => Reduce("argmin");

    /// <summary>The place of the first largest element of each list, from 0; −1 of an empty one.</summary>
    public Term ArgMax() => Reduce("argmax");

    /// <summary>The text of the formula.</summary>
    /// <exception cref="PipelineException">It is too long or high to be one.</exception>
    public override string ToString() => SyntaxText.Write(Node);

    /// <summary>Whether this is the very same term, which says nothing of values.</summary>
    public override bool Equals(object? obj) => obj is Term other && ReferenceEquals(_node, other._node);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_node);

    internal static Term Call(string function, params ReadOnlySpan<Term> arguments)
    {
        SyntaxNode[] nodes = new SyntaxNode[arguments.Length];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = arguments[i].Node;
        return new Term(new CallNode(0, function, nodes));
    }

    private static Term Binary(string symbol, Term left, Term right) => new(new BinaryNode(0, symbol, left.Node, right.Node));

    private Term Reduce(string function) => Call(function, this);
}
