namespace Hep.Jagged;

/// <summary>How the objects of some entries fared in a plane.</summary>
/// <param name="Plane">The plane's <see cref="GridPlane.Name"/>.</param>
/// <param name="Placed">Objects that lie in a cell.</param>
/// <param name="Collisions">Those of them that met a cell which another object of their entry had taken.</param>
/// <param name="Dropped">Objects outside the axes, with NaN or infinite coordinates among them.</param>
public readonly record struct GridOccupancy(string Plane, long Placed, long Collisions, long Dropped)
{
    /// <summary>Collisions by objects placed; 0 where none is.</summary>
    public double CollisionFraction => Placed == 0 ? 0 : (double)Collisions / Placed;

    internal GridOccupancy With(GridOccupancy other) =>
        new(Plane, Placed + other.Placed, Collisions + other.Collisions, Dropped + other.Dropped);
}
