using System.Buffers.Binary;
using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_locate: which servers have a path.</summary>
internal static class LocateRequest
{
    // Old servers write addresses of IPv4 like this, which is not how IPv6 maps them.
    private const string OldMapping = "::", Mapping = "::ffff:";

    // Certificates are for names.
    private const ushort PrefersNames = 0x0100;

    public static Request Of(string path)
    {
        Span<byte> body = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(body, PrefersNames);
        return new Request(RequestCode.Locate, body, Encoding.UTF8.GetBytes(path));
    }

    public static IReadOnlyList<XRootDReplica> Parse(ReadOnlySpan<byte> answer) =>
        [.. ServerText.Decode(answer).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseItem)];

    // Such as Sr[::127.0.0.1]:1094: a server, readable.
    private static XRootDReplica ParseItem(string item)
    {
        if (item.Length < 3 || item[0] is not ('S' or 's' or 'M' or 'm') || item[1] is not ('r' or 'w'))
            throw new XRootDException(
                $"The server locates a file at '{item}': a letter for its kind, one for its rights, and an address expected.");
        return new XRootDReplica(Address(item[2..]), item[0] is 'M' or 'm', char.IsLower(item[0]), item[1] == 'w');
    }

    private static string Address(string text)
    {
        int close = text.IndexOf(']', StringComparison.Ordinal);
        if (close < 0 || text[0] != '[') return text;
        string inside = text[1..close];
        string plain = inside.StartsWith(Mapping, StringComparison.OrdinalIgnoreCase) ? inside[Mapping.Length..]
            : inside.StartsWith(OldMapping, StringComparison.Ordinal) ? inside[OldMapping.Length..]
            : inside;
        return plain.Contains('.', StringComparison.Ordinal) ? $"{plain}{text[(close + 1)..]}" : text;
    }
}
