using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hep.Inference.Testing;

/// <summary>What came back from the service; status 0 where it only closed the connection.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body);

/// <summary>A connection that sends whatever bytes it is told to, which a client of HTTP would not.</summary>
internal static class RawConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request in one piece.</summary>
    public static Task<RawAnswer> SendAsync(Uri service, string request) => SendAsync(service, [Encoding.Latin1.GetBytes(request)]);

    /// <summary>Sends pieces, and reads until the service closes the connection.</summary>
    /// <param name="service">Where to.</param>
    /// <param name="pieces">The request, which asks for the connection to be closed.</param>
    /// <param name="pause">The time between pieces.</param>
    public static async Task<RawAnswer> SendAsync(Uri service, IEnumerable<byte[]> pieces, TimeSpan pause = default)
    {
        using CancellationTokenSource patience = new(Patience);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, service.Port, patience.Token);
        Task<byte[]> reading = ReadAsync(socket, patience.Token);
        try
        {
            foreach (byte[] piece in pieces)
            {
                await socket.SendAsync(piece, patience.Token);
                if (pause > TimeSpan.Zero) await Task.WhenAny(reading, Task.Delay(pause, patience.Token));
                if (reading.IsCompleted) break;
            }
        }
        catch (SocketException)
        {
            // the service has closed the connection: what it said before counts
        }
        return Parse(await reading);
    }

    private static async Task<byte[]> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var read) all.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // closed without farewell
        }
        return all.ToArray();
    }

    private static RawAnswer Parse(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return new RawAnswer(0, text, "");
        string head = text[..end], body = text[(end + 4)..];
        int status = int.Parse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        if (status == 100) return Parse(bytes[(end + 4)..]);
        return new RawAnswer(status, head, head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Unchunk(body) : body);
    }

    private static string Unchunk(string body)
    {
        StringBuilder text = new();
        for (int at = 0; body.IndexOf("\r\n", at, StringComparison.Ordinal) is >= 0 and var line;)
        {
            int length = int.Parse(body.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0) break;
            text.Append(body, line + 2, length);
            at = line + 2 + length + 2;
        }
        return text.ToString();
    }
}
