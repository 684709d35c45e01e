using System.Text;

namespace Hep.Root.IO.Tests.Http.Servers;

/// <summary>An answer, and how it goes wrong.</summary>
public sealed record HttpReply(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>The bytes of the body that are sent before the connection is closed; null: all, and it stays open.</summary>
    public int? BreaksAfter { get; init; }

    /// <summary>Sends nothing, or nothing more than <see cref="BreaksAfter"/>, and does not close.</summary>
    public bool Stalls { get; init; }

    /// <summary>Sends headers until the client has enough.</summary>
    public bool NeverEndsItsHead { get; init; }

    /// <summary>Leaves the length out, so that the end of the connection is that of the body.</summary>
    public bool TellsNoLength { get; init; }

    public static HttpReply Empty(int status, params (string, string)[] headers) => new(status, [], headers);

    public static HttpReply SentTo(string url, int status = 302) => new(status, [], ("Location", url));

    /// <summary>Whether the connection goes on.</summary>
    public async Task<bool> WriteAsync(Stream stream, HttpCall call, CancellationToken stop)
    {
        if (Stalls && BreaksAfter is null) await Task.Delay(Timeout.Infinite, stop);
        StringBuilder head = new($"HTTP/1.1 {Status} X\r\n");
        if (!TellsNoLength && !Headers.Any(h => h.Name == "Content-Length")) head.Append($"Content-Length: {Body.Length}\r\n");
        foreach ((string name, string value) in Headers) head.Append($"{name}: {value}\r\n");
        if (TellsNoLength) head.Append("Connection: close\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), stop);
        while (NeverEndsItsHead) await stream.WriteAsync("X-More: and more, and more, and more\r\n"u8.ToArray(), stop);
        await stream.WriteAsync("\r\n"u8.ToArray(), stop);
        if (call.Method == "HEAD") return !TellsNoLength;
        await stream.WriteAsync(Body.AsMemory(0, BreaksAfter ?? Body.Length), stop);
        await stream.FlushAsync(stop);
        if (Stalls) await Task.Delay(Timeout.Infinite, stop);
        return BreaksAfter is null && !TellsNoLength;
    }
}
