using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>
/// A plane of phase space, such as η and φ of jets, cut into cells. Both axes and all channels are of one collection, whose objects
/// are the points of an entry, or of flat columns: one point an entry. Planes are equal that have equal axes, channels and rules.
/// </summary>
/// <param name="X">The axis along the last dimension of a grid.</param>
/// <param name="Y">The axis along the dimension before it.</param>
public sealed record GridPlane(GridAxis X, GridAxis Y)
{
    /// <summary>What each cell shows, one matrix each. Default: <c>count</c>.</summary>
    public ImmutableArray<GridChannel> Channels { get; init; } = [GridChannel.Count];

    /// <summary>What an object means that meets an occupied cell.</summary>
    public CollisionRule Collision { get; init; }

    /// <summary>The columns of its axes: <c>Jet_eta, Jet_phi</c>.</summary>
    public string Name => $"{X.Column}, {Y.Column}";

    /// <summary>The cells of one channel.</summary>
    internal long CellCount => (long)X.Count * Y.Count;

    /// <summary>Equal axes, channels and rules.</summary>
    public bool Equals(GridPlane? other) =>
        other is not null && X == other.X && Y == other.Y && Collision == other.Collision
        && Channels.AsSpan().SequenceEqual(other.Channels.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y, Collision, Channels.Length);
}
