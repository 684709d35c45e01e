using System.Globalization;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO;

/// <summary>What a server says of a file or directory.</summary>
public sealed record XRootDStatus
{
    private const long Executable = 1, Directory = 2, Other = 4, Offline = 8, Readable = 16, Writable = 32;

    private readonly long _flags;

    private XRootDStatus(string id, long bytes, long flags, DateTimeOffset modified)
    {
        (Id, Length, _flags, Modified) = (id, bytes, flags, modified);
    }

    /// <summary>Device and inode, as the server spells them: only equal for one file of one server.</summary>
    public string Id { get; }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>When it was last written.</summary>
    public DateTimeOffset Modified { get; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (_flags & Directory) != 0;

    /// <summary>Whether it is neither a file nor a directory.</summary>
    public bool IsOther => (_flags & Other) != 0;

    /// <summary>Whether it is on tape, and has to be brought to a disk before it can be read.</summary>
    public bool IsOffline => (_flags & Offline) != 0;

    /// <summary>Whether this client may read it.</summary>
    public bool IsReadable => (_flags & Readable) != 0;

    /// <summary>Whether this client may write it.</summary>
    public bool IsWritable => (_flags & Writable) != 0;

    /// <summary>Whether it may be executed, or a directory entered.</summary>
    public bool IsExecutable => (_flags & Executable) != 0;

    /// <summary>What one byte of flags tells.</summary>
    internal static XRootDStatus OfKind(byte flags) => new("", 0, flags, default);

    /// <summary>What it tells of a path that was one of many.</summary>
    internal XRootDPathStatus At(XRootDUrl url) => new(url.ToString(), Exists: true, IsDirectory, IsOther, IsOffline);

    // id size flags mtime, and with newer servers more: five fields that nobody needs here.
    internal static XRootDStatus Parse(string text)
    {
        string[] fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4 || !Number(fields[1], out long bytes) || !Number(fields[2], out long flags)
            || !Number(fields[3], out long modified) || bytes < 0 || modified is < -62_135_596_800 or > 253_402_300_799)
            throw new XRootDException($"The server describes a file as '{text}': id, size, flags and time expected.");
        return new XRootDStatus(fields[0], bytes, flags, DateTimeOffset.FromUnixTimeSeconds(modified));

        static bool Number(string field, out long value) =>
            long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
