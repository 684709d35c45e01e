using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>A column whose numbers are names of kinds, not amounts: it is not scaled.</summary>
public sealed record CategoricalOptions
{
    /// <summary>The categories in the order of their cells; null: those that pass 1 meets, ascending.</summary>
    public ImmutableArray<double>? Values { get; init; }

    /// <summary>The cells that they take.</summary>
    public CategoryEncoding Encoding { get; init; }

    /// <summary>Equal categories and encoding.</summary>
    public bool Equals(CategoricalOptions? other) =>
        other is not null && Encoding == other.Encoding && Values.HasValue == other.Values.HasValue
        && (Values is not { } mine || mine.AsSpan().SequenceEqual(other.Values!.Value.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Encoding, Values?.Length);
}
