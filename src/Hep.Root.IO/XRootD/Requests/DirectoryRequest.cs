using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_dirlist, with a status for each item.</summary>
internal static class DirectoryRequest
{
    private const byte WithStatus = 2;

    // Two lines that a server which knows the option sends first.
    private const string NameOfMarker = ".", StatusOfMarker = "0 0 0 0";

    public static Request Of(string path)
    {
        Span<byte> body = stackalloc byte[16];
        body[15] = WithStatus;
        return new Request(RequestCode.ListDirectory, body, Encoding.UTF8.GetBytes(path));
    }

    public static IReadOnlyList<XRootDEntry> Parse(ReadOnlySpan<byte> answer)
    {
        string[] lines = ServerText.Decode(answer).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool hasStatus = lines.Length >= 2 && lines[0] == NameOfMarker && lines[1].StartsWith(StatusOfMarker, StringComparison.Ordinal);
        if (!hasStatus) return [.. lines.Select(name => new XRootDEntry(name, null))];
        if (lines.Length % 2 != 0)
            throw new XRootDException($"The server lists a directory in {lines.Length} lines: a name and a status each expected.");
        List<XRootDEntry> entries = new(lines.Length / 2);
        for (int i = 0; i < lines.Length; i += 2)
            if (lines[i] != NameOfMarker)               // long listings may repeat it
                entries.Add(new XRootDEntry(lines[i], XRootDStatus.Parse(lines[i + 1])));
        return entries;
    }
}
