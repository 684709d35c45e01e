namespace Hep.Jagged;

/// <summary>A part of an expression bound to columns: its kind and levels are known, and it can be computed for a batch.</summary>
/// <param name="position">The character that an error about it points to.</param>
/// <param name="kind">What its elements are.</param>
/// <param name="shape">Its levels.</param>
internal abstract class Plan(int position, ValueKind kind, Shape shape)
{
    public int Position { get; } = position;

    public ValueKind Kind { get; } = kind;

    public Shape Shape { get; } = shape;

    /// <summary>Computes the elements; the caller disposes them.</summary>
    public abstract Operand Evaluate(Evaluation evaluation);
}
