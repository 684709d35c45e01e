using Hep.Root.IO.Network;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>What tells whether a local file has changed without opening it.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
internal readonly record struct FileStamp(long Bytes, long Modified)
{
    /// <summary>The stamp of a file; null where there is no such local file.</summary>
    public static FileStamp? Of(string location)
    {
        if (LocationText.IsUrl(location)) return null;
        FileInfo file = new(location);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks) : null;
    }
}
