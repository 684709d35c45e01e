using System.Net;
using System.Net.Sockets;

namespace Hep.Root.IO.Tests.XRootD.Faults;

/// <summary>
/// A network between a client and a real server that fails at one place of what the server sends, in the first connection.
/// </summary>
internal sealed class FaultyProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _stop = new();
    private int _connections;
    private long _sent, _at = long.MaxValue;

    public FaultyProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url(string path) => $"root://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}";

    public Fault Fault { get; init; } = Fault.None;

    /// <summary>After how many bytes.</summary>
    public long At
    {
        get => Volatile.Read(ref _at);
        set => Volatile.Write(ref _at, value);
    }

    /// <summary>The longest piece that is passed on at once.</summary>
    public int MostBytes { get; init; } = 1 << 16;

    /// <summary>The connections that were made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The bytes that the client was sent, over all connections.</summary>
    public long SentBytes => Volatile.Read(ref _sent);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ConnectAsync(client, isFirst: _connections++ == 0);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException) { }
    }

    private async Task ConnectAsync(Socket client, bool isFirst)
    {
        using Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using Socket accepted = client;
        accepted.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PassOnAsync(accepted, server), PassBackAsync(server, accepted, isFirst));
        }
        catch (Exception closed) when (closed is SocketException or OperationCanceledException) { }
    }

    private async Task PassOnAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[1 << 14];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int read) await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
    }

    private async Task PassBackAsync(Socket from, Socket to, bool mayFail)
    {
        byte[] buffer = new byte[MostBytes];
        long position = 0;
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int read)
        {
            long at = mayFail ? At : long.MaxValue;
            bool isHit = at >= position && at < position + read;
            if (isHit && Fault == Fault.Corruption) buffer[at - position] ^= (byte)(1 << (int)(at % 8));
            bool isCut = isHit && Fault is Fault.End or Fault.Reset or Fault.Silence;
            if (isHit && isCut) read = (int)(at - position);
            // Before the client can know of them.
            Interlocked.Add(ref _sent, read);
            await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            position += read;
            if (!isHit || !isCut) continue;
            if (Fault == Fault.Silence) await Task.Delay(Timeout.Infinite, _stop.Token);
            if (Fault == Fault.Reset) to.LingerState = new LingerOption(true, 0);
            return;
        }
    }
}

/// <summary>What goes wrong.</summary>
public enum Fault
{
    None,
    /// <summary>One bit arrives otherwise.</summary>
    Corruption,
    /// <summary>The connection is closed in order.</summary>
    End,
    /// <summary>The connection is reset.</summary>
    Reset,
    /// <summary>Nothing comes any more.</summary>
    Silence,
}
