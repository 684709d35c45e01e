using System.Net;
using System.Net.Sockets;

namespace Hep.Inference.Client.Tests;

/// <summary>A server that reads what comes first on a connection and answers nothing: it closes the connection, or is silent.</summary>
internal sealed class Broken : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly bool _isSilent;
    private readonly Task _running;
    private int _calls;

    private Broken(bool isSilent)
    {
        _isSilent = isSilent;
        _listener.Start();
        _running = RunAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>How many connections it has seen on which something came: those that close have one request each.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static Broken Closing() => new(isSilent: false);

    public static Broken Silent() => new(isSilent: true);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        List<TcpClient> open = [];
        byte[] head = new byte[64 << 10];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                open.Add(client);
                // The tests' requests are short and come in one piece.
                if (await client.GetStream().ReadAsync(head, _stopping.Token) > 0) Interlocked.Increment(ref _calls);
                if (!_isSilent) client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
        finally
        {
            foreach (TcpClient client in open) client.Dispose();
        }
    }
}
