using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>What a column is, without its values.</summary>
public sealed record ColumnSchema
{
    /// <summary>Describes a column with one value an entry, or with the levels given, outermost first.</summary>
    public ColumnSchema(string name, ElementType type, params ReadOnlySpan<Dimension> dimensions)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Type = type;
        Dimensions = [.. dimensions];
        foreach (Dimension dimension in dimensions)
            if (dimension.IsVariable) Depth++;
    }

    /// <summary>The name, as the file spells it.</summary>
    public string Name { get; init; }

    /// <summary>What one value is.</summary>
    public ElementType Type { get; init; }

    /// <summary>The levels between an entry and a value, outermost first. The characters of a text are not among them.</summary>
    public ImmutableArray<Dimension> Dimensions { get; }

    /// <summary>The number of variable levels: 0 flat or of fixed shape, 1 jagged, 2 doubly jagged.</summary>
    public int Depth { get; }

    /// <summary>
    /// The column that holds the length of the outermost variable level, where the file names one: <c>nJet</c> of <c>Jet_pt</c>.
    /// </summary>
    public string? Counter { get; init; }

    /// <summary>
    /// Of a computed column, which pairs of objects its elements are. Where it came from, not what it is: schemas are equal without it.
    /// </summary>
    internal Pairing? Pairing { get; init; }

    /// <summary>Levels of offsets: the variable levels, and one more for the characters of text and bytes.</summary>
    public int OffsetLevels => Depth + (Type.HasCharacters ? 1 : 0);

    /// <summary>Values in an entry of a column without variable levels: 1, or the product of its shape.</summary>
    public int FixedCount
    {
        get
        {
            int count = 1;
            foreach (Dimension dimension in Dimensions)
                if (!dimension.IsVariable) count = checked(count * dimension.Size);
            return count;
        }
    }

    /// <summary>Equal name, type, levels and counter.</summary>
    public bool Equals(ColumnSchema? other) =>
        ReferenceEquals(this, other)
        || other is not null && Name == other.Name && Type == other.Type && Counter == other.Counter
            && Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Dimensions.Length, Counter);

    /// <summary><c>Jet_pt: float32[*]</c>.</summary>
    public override string ToString() => $"{Name}: {Type.Name}{string.Concat(Dimensions.Select(d => $"[{d}]"))}";
}
