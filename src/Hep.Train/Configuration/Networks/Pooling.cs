namespace Hep.Train;

/// <summary>How the objects of an entry become one row, whatever their number and order; no objects give 0.</summary>
public enum Pooling
{
    /// <summary>The sum over the objects that exist.</summary>
    Sum,
    /// <summary>The mean over the objects that exist.</summary>
    Mean,
    /// <summary>The largest over the objects that exist.</summary>
    Max,
}
