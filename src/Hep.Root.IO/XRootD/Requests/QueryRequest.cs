using System.Buffers.Binary;
using System.Text;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_query: checksums and configuration.</summary>
internal static class QueryRequest
{
    private const ushort Checksum = 3, Configuration = 7;

    public static Request ForChecksum(string path) => Of(Checksum, path);

    public static Request ForConfiguration(IEnumerable<string> keys) => Of(Configuration, string.Join(' ', keys));

    /// <summary>The algorithm and its digits.</summary>
    public static XRootDChecksum ParseChecksum(ReadOnlySpan<byte> answer)
    {
        string text = ServerText.Decode(answer);
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var algorithm, var value]
            ? new XRootDChecksum(algorithm, value)
            : throw new XRootDException($"The server answered '{text}': an algorithm and a checksum expected.");
    }

    /// <summary>A line for each key, in order; of a key that the server does not know, its name.</summary>
    public static IReadOnlyDictionary<string, string> ParseConfiguration(IReadOnlyList<string> keys, ReadOnlySpan<byte> answer)
    {
        string[] lines = ServerText.Decode(answer).TrimEnd('\n').Split('\n');
        Dictionary<string, string> known = [];
        for (int i = 0; i < Math.Min(keys.Count, lines.Length); i++)
            if (lines[i] != keys[i]) known[keys[i]] = lines[i];
        return known;
    }

    private static Request Of(ushort kind, string text)
    {
        Span<byte> body = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(body, kind);
        return new Request(RequestCode.Query, body, Encoding.UTF8.GetBytes(text));
    }
}
