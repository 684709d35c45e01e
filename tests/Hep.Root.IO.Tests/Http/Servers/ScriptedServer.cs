using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Hep.Root.IO.Tests.Http.Servers;

/// <summary>A server on loopback that answers as a test wants it to, byte for byte.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HttpCall> _calls = new();
    private readonly Func<HttpCall, HttpReply> _script;
    private readonly SslServerAuthenticationOptions? _tls;
    private int _connections;

    /// <param name="script">Answers one request.</param>
    /// <param name="tls">Speaks https.</param>
    public ScriptedServer(Func<HttpCall, HttpReply> script, SslServerAuthenticationOptions? tls = null)
    {
        (_script, _tls) = (script, tls);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public string Server => $"127.0.0.1:{Port}";

    /// <summary>The file of most tests.</summary>
    public string Url => $"{(_tls is null ? "http" : "https")}://127.0.0.1:{Port}/f.root";

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<HttpCall> Calls => [.. _calls];

    /// <summary>The ranges that were asked for, in order.</summary>
    public IReadOnlyList<string> Ranges => [.. _calls.Select(c => c.Header("Range")).OfType<string>()];

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        CancellationToken stop = _stop.Token;
        try
        {
            using NetworkStream clear = new(socket, ownsSocket: true);
            Stream stream = clear;
            if (_tls is not null)
            {
                SslStream encrypted = new(clear);
                await encrypted.AuthenticateAsServerAsync(_tls, stop);
                stream = encrypted;
            }
            while (await ReadCallAsync(stream, stop) is { } call)
            {
                _calls.Enqueue(call);
                if (!await _script(call).WriteAsync(stream, call, stop)) return;
            }
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
    }

    private static async Task<HttpCall?> ReadCallAsync(Stream stream, CancellationToken stop)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!(head.Count > 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, stop) == 0) return null;
            head.Add(one[0]);
        }
        string[] lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        return new HttpCall(first[0], first[1], lines[1..].Select(l => l.Split(": ", 2))
            .ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase));
    }
}
