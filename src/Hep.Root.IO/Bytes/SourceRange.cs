namespace Hep.Root.IO.Bytes;

/// <summary>The one check of a range against its file.</summary>
internal static class SourceRange
{
    /// <exception cref="RootException">The range does not lie in the file.</exception>
    public static void Check(IByteSource source, ByteRead read)
    {
        if (read.Offset < 0 || read.Destination.Length > source.Length - read.Offset)
            throw new RootException($"{read.Destination.Length} bytes expected at {read.Offset}, the file has {source.Length}: "
                + "it is truncated, or an offset in it is wrong.")
            { File = source.Location, Offset = read.Offset };
    }
}
