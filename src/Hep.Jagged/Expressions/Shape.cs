using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>The levels that a part of an expression has, known before there is data.</summary>
/// <param name="Dimensions">Outermost first; empty for one value an entry.</param>
/// <param name="Counter">The column that counts the outermost lists, where one is named.</param>
/// <param name="Column">The column whose lists they are, for messages.</param>
internal sealed record Shape(ImmutableArray<Dimension> Dimensions, string? Counter = null, string? Column = null)
{
    /// <summary>Which pairs of objects the elements of the outermost lists are; null: they are the objects themselves.</summary>
    public Pairing? Pairing { get; init; }

    /// <summary>One value an entry.</summary>
    public static Shape Flat { get; } = new([]);

    /// <summary>The number of levels, fixed ones too.</summary>
    public int Depth => Dimensions.Length;

    /// <summary>Whether there is one value an entry.</summary>
    public bool IsFlat => Dimensions.IsEmpty;

    /// <summary>What remains when the levels from <paramref name="depth"/> on are gone.</summary>
    public Shape Outer(int depth) => WithDimensions(Dimensions[..depth]);

    /// <summary>The same lists with other levels; the counter stays only where it still counts the outermost level.</summary>
    public Shape WithDimensions(ImmutableArray<Dimension> dimensions) =>
        dimensions.Any(d => d.IsVariable) ? this with { Dimensions = dimensions } : Flat with { Dimensions = dimensions };

    /// <summary>
    /// Whether these levels are the outermost ones of the other: values broadcast over what lies below. Pairs go with the same pairs alone.
    /// </summary>
    public bool IsOuterPartOf(Shape other) => IsFlat || (other.Dimensions.AsSpan().StartsWith(Dimensions.AsSpan())
        && (Pairing is null ? other.Pairing is null : other.Pairing is { } pairs && Pairing.Fits(pairs)));

    /// <summary><c>[*][3]</c>, with a word where the elements are pairs.</summary>
    public override string ToString() => IsFlat ? "one value an entry"
        : $"{string.Concat(Dimensions.Select(d => $"[{d}]"))}{(Pairing is null ? "" : $" over {Pairing}")}";
}
