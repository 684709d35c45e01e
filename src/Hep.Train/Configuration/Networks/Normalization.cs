namespace Hep.Train;

/// <summary>What keeps the scale of hidden values.</summary>
public enum Normalization
{
    /// <summary>Nothing does.</summary>
    None,
    /// <summary>
    /// Each hidden value over the entries of a batch; objects of a set, which padding would falsify, are left as they are.
    /// </summary>
    Batch,
    /// <summary>The hidden values of each entry, or of each object, among themselves.</summary>
    Layer,
}
