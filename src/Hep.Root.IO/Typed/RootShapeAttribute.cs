namespace Hep.Root.IO;

/// <summary>
/// The fixed shape of a record's member, a <c>T[]</c> or <see cref="ReadOnlyMemory{T}"/>, whose last index runs fastest: it is read from
/// columns of this shape alone, and written as one. <c>[RootShape(3, 3)] float[] PV_cov</c> is <c>PV_cov[3][3]</c>, with nine values.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class RootShapeAttribute : Attribute
{
    /// <summary>The sizes, outermost first, all positive.</summary>
    public RootShapeAttribute(params int[] sizes) => Sizes = sizes;

    /// <summary>The sizes, outermost first.</summary>
    public IReadOnlyList<int> Sizes { get; }
}
