namespace Hep.Jagged;

/// <summary>
/// What an object means that meets an occupied cell. Every rule counts such objects; "order" is that of the collection after
/// <c>order_by</c>.
/// </summary>
public enum CollisionRule
{
    /// <summary>All objects of the cell go into each channel as it says: counted, added up, or the greatest taken.</summary>
    Sum,
    /// <summary>
    /// Each channel keeps its greatest single contribution: <c>count</c> is 1, <c>sum(x)</c> and <c>max(x)</c> the greatest x.
    /// </summary>
    Maximum,
    /// <summary>The cell shows the first object in order, and later ones are left out.</summary>
    First,
    /// <summary>The cell shows the last object in order, and earlier ones are left out.</summary>
    Last,
    /// <summary>It is an error that names the entry.</summary>
    Error,
}
