namespace Hep.Root.IO.Trees.Decoding;

/// <summary>The fixed dimensions of a value as a file claims them.</summary>
internal static class ValueShape
{
    /// <summary>The values of a shape; null where no entry can hold them.</summary>
    /// <param name="sizes">The dimensions.</param>
    /// <param name="width">Bytes of a value.</param>
    public static int? CountOf(ReadOnlySpan<int> sizes, int width)
    {
        long count = 1;
        foreach (int size in sizes)
            if ((count *= size) * width > int.MaxValue) return null;
        return (int)count;
    }
}
