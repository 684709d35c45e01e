using System.Globalization;
using System.Xml;

namespace Hep.Root.IO.Http;

/// <summary>
/// An answer to PROPFIND (RFC 4918 §13): what a directory holds. Names of the namespace <c>DAV:</c> count, prefixes do not.
/// </summary>
internal static class MultiStatus
{
    private const string Dav = "DAV:";

    /// <summary>The items, by name. The directory itself, and what does not lie in it, is left out.</summary>
    /// <param name="body">The XML.</param>
    /// <param name="directory">The path of the directory, as it was asked for.</param>
    /// <exception cref="XmlException">It is no XML.</exception>
    /// <exception cref="FormatException">It is no such answer, or not of a directory.</exception>
    public static IReadOnlyList<HttpEntry> Parse(Stream body, string directory)
    {
        string parent = PathOf(directory).TrimEnd('/');
        SortedDictionary<string, HttpEntry> items = new(StringComparer.Ordinal);
        using XmlReader reader = XmlReader.Create(body, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        });
        if (reader.MoveToContent() != XmlNodeType.Element || !Is(reader, "multistatus"))
            throw new FormatException($"it begins with <{reader.Name}>, not with a multistatus.");
        while (reader.Read())
        {
            if (!Is(reader, "response")) continue;
            (string path, HttpEntry item) = ReadItem(reader);
            if (path == parent)
            {
                if (!item.IsDirectory) throw new FormatException("it is a file, not a directory.");
            }
            else if (path.StartsWith($"{parent}/", StringComparison.Ordinal) && path[(parent.Length + 1)..] is var name
                && name.Length > 0 && !name.Contains('/', StringComparison.Ordinal))
                items[name] = item with { Name = name };
        }
        return [.. items.Values];
    }

    private static (string Path, HttpEntry Item) ReadItem(XmlReader reader)
    {
        string path = "";
        bool isDirectory = false;
        long? length = null;
        DateTimeOffset? modified = null;
        int depth = reader.Depth;
        bool isOver = reader.IsEmptyElement;
        while (!isOver && reader.Read() && reader.Depth > depth)
        {
            if (Is(reader, "href")) path = PathOf(TextOf(reader)).TrimEnd('/');
            // Not iscollection, which XRootD before 5.9.5 says of files that may be executed.
            else if (Is(reader, "collection")) isDirectory = true;
            else if (Is(reader, "getcontentlength")
                && long.TryParse(TextOf(reader), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)) length = bytes;
            else if (Is(reader, "getlastmodified") && DateTimeOffset.TryParse(
                TextOf(reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset when)) modified = when;
        }
        return (path, new HttpEntry("", isDirectory, isDirectory ? null : length, modified));
    }

    // Leaves the reader at the end of the element.
    private static string TextOf(XmlReader reader)
    {
        string text = "";
        int depth = reader.Depth;
        bool isOver = reader.IsEmptyElement;
        while (!isOver && reader.Read() && reader.Depth > depth)
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                text += reader.Value;
        return text.Trim();
    }

    private static bool Is(XmlReader reader, string name) =>
        reader.NodeType == XmlNodeType.Element && reader.LocalName == name && reader.NamespaceURI == Dav;

    // A path, or a whole URL. XrdHttp writes names as they are, others escape them: what holds a character that no URL may hold, or a per
    // cent sign without two digits, was not escaped.
    private static string PathOf(string reference)
    {
        int authority = HttpUrl.IsOne(reference) ? reference.IndexOf("//", StringComparison.Ordinal) + 2 : -1;
        if (authority >= 0)
        {
            int slash = reference.IndexOf('/', authority);
            reference = slash < 0 ? "/" : reference[slash..];
        }
        return IsEscaped(reference) ? Uri.UnescapeDataString(reference) : reference;
    }

    private static bool IsEscaped(string path)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] is <= ' ' or > '~' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}') return false;
            if (path[i] == '%' && !(i + 2 < path.Length && char.IsAsciiHexDigit(path[i + 1]) && char.IsAsciiHexDigit(path[i + 2])))
                return false;
        }
        return true;
    }
}
