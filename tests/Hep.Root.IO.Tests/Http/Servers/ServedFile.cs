using System.Text;

namespace Hep.Root.IO.Tests.Http.Servers;

/// <summary>A file as a good server gives it: what scripts deviate from.</summary>
public sealed record ServedFile(byte[] Bytes)
{
    public string? ETag { get; init; }

    public string? Modified { get; init; }

    /// <summary>Bytes that look like nothing else.</summary>
    public static ServedFile OfLength(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return new ServedFile(bytes);
    }

    public HttpReply Answer(HttpCall call)
    {
        if (!call.HasRange) return Whole();
        return call.HasManyRanges ? Several(call.Ranges, "simple") : Part(call.Ranges[0].First, call.Ranges[0].Last);
    }

    public HttpReply Whole() => new(200, Bytes, [.. Marks]);

    public HttpReply Part(int first, int last) =>
        new(206, Bytes[first..(last + 1)], [("Content-Range", $"bytes {first}-{last}/{Bytes.Length}"), .. Marks]);

    public HttpReply Several(IEnumerable<(int First, int Last)> ranges, string boundary)
    {
        using MemoryStream body = new();
        foreach ((int first, int last) in ranges)
        {
            Write($"\r\n--{boundary}\r\nContent-type: text/plain\r\nContent-range: bytes {first}-{last}/{Bytes.Length}\r\n\r\n");
            body.Write(Bytes, first, last - first + 1);
        }
        Write($"\r\n--{boundary}--\r\n");
        return new(206, body.ToArray(), [("Content-Type", $"multipart/byteranges; boundary={boundary}"), .. Marks]);

        void Write(string text) => body.Write(Encoding.Latin1.GetBytes(text));
    }

    private IEnumerable<(string, string)> Marks
    {
        get
        {
            if (ETag is not null) yield return ("ETag", ETag);
            if (Modified is not null) yield return ("Last-Modified", Modified);
        }
    }
}
