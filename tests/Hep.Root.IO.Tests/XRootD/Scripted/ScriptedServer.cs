using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>
/// A server in this process that does what real ones will not: it has files, and answers as they do, but for what its script takes over.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<ScriptedConnection> _connections = [];
    private readonly ConcurrentDictionary<(int Connection, int Handle), byte[]> _open = new();
    private int _made, _ended, _handles;

    /// <param name="address">Where it listens; null: 127.0.0.1.</param>
    public ScriptedServer(IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public int Version { get; set; } = 0x511;

    public ServerFlags Flags { get; set; } = ServerFlags.IsDataServer | ServerFlags.ReadsPages;

    /// <summary>The ways to authenticate that a login is answered with.</summary>
    public string Security { get; set; } = "";

    /// <summary>The files by path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>When they were written, as seconds.</summary>
    public long Modified { get; set; } = 1_700_000_000;

    /// <summary>Takes a request over: true where it did.</summary>
    public Func<ReceivedRequest, ScriptedConnection, Task<bool>>? Script { get; set; }

    /// <summary>Into which pieces bytes are cut, each of which is sent by itself.</summary>
    public Func<byte[], IEnumerable<byte[]>>? Cut { get; set; }

    /// <summary>After how many bytes a connection ends, by its number.</summary>
    public Func<int, long>? DropAfter { get; set; }

    /// <summary>What was sent, where somebody wants to know.</summary>
    public List<byte>? Record { get; set; }

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>The connections that were made.</summary>
    public int Connections => Volatile.Read(ref _made);

    /// <summary>Those that are there still.</summary>
    public int OpenConnections => Connections - Volatile.Read(ref _ended);

    /// <summary>The files that are open.</summary>
    public int OpenHandles => _open.Count;

    public string Url(string path) => $"root://127.0.0.1:{Port}/{path}";

    public IEnumerable<ReceivedRequest> Asked(RequestCode code) => Requests.Where(r => r.Code == code);

    public async Task TakeAsync(ReceivedRequest request, ScriptedConnection connection)
    {
        Requests.Enqueue(request);
        if (Script is null || !await Script(request, connection)) await connection.SendAsync(Answer(request));
    }

    /// <summary>What the server says unless its script says something else.</summary>
    public byte[] Answer(ReceivedRequest request) => request.Code switch
    {
        RequestCode.Protocol => Frame.Ok(request.Id, [.. Frame.BigEndian(Version), .. Frame.BigEndian((int)Flags)]),
        RequestCode.Login => Frame.Ok(request.Id, [.. SessionId(request.Connection), .. Encoding.UTF8.GetBytes(Security)]),
        RequestCode.Authenticate or RequestCode.Ping or RequestCode.EndSession => Frame.Ok(request.Id),
        RequestCode.Query => Frame.Ok(request.Id, request.Header[5] == 7 ? "1024\n2097136\n" : "adler32 011d79d7\0"),
        RequestCode.Locate => Frame.Ok(request.Id, $"Sr[::127.0.0.1]:{Port}\0"),
        RequestCode.ListDirectory =>
            Frame.Ok(request.Id, $".\n0 0 0 0\n{string.Join('\n', Files.Select(f => $"{f.Key[1..]}\n{Status(f.Value)}"))}\0"),
        RequestCode.Stat when request.Path == "/" => Frame.Ok(request.Id, $"1 4096 19 {Modified}\0"),
        RequestCode.Stat or RequestCode.Open when !Files.ContainsKey(request.Path) =>
            Frame.Error(request.Id, XRootDError.NotFound, $"Unable to open {request.Path}; no such file or directory"),
        RequestCode.StatPaths when request.Text.Split('\n').All(p => Files.ContainsKey(p.Split('?')[0])) =>
            Frame.Ok(request.Id, new byte[request.Text.Split('\n').Length]),
        RequestCode.StatPaths => Frame.Error(request.Id, XRootDError.NotFound, "no such file or directory"),
        RequestCode.Stat => Frame.Ok(request.Id, $"{Status(Files[request.Path])}\0"),
        RequestCode.Open => Open(request),
        RequestCode.Close when _open.TryRemove((request.Connection, request.Handle), out _) => Frame.Ok(request.Id),
        RequestCode.Read when File(request, request.Handle) is { } file =>
            Frame.Ok(request.Id, Range(file, request.Offset, request.Length)),
        RequestCode.ReadPages when File(request, request.Handle) is { } file =>
            Frame.PageStatus(request.Id, request.Offset, Frame.Pages(request.Offset, Range(file, request.Offset, request.Length))),
        RequestCode.ReadVector when request.Elements().All(e => File(request, e.Handle) is not null) =>
            Frame.Ok(request.Id, Vector(request)),
        RequestCode.Close or RequestCode.Read or RequestCode.ReadPages or RequestCode.ReadVector =>
            Frame.Error(request.Id, XRootDError.FileNotOpen, "file not open"),
        _ => Frame.Error(request.Id, XRootDError.Unsupported, "unknown"),
    };

    /// <summary>How the server calls the session of a connection.</summary>
    public static byte[] SessionId(int connection) =>
        [.. new byte[LoginRequest.SessionIdBytes - sizeof(int)], .. Frame.BigEndian(connection + 1)];

    /// <summary>The elements of a vector read, headers and all.</summary>
    public byte[] Vector(ReceivedRequest request) =>
    [
        .. request.Elements().SelectMany((e, i) => (byte[])
        [
            .. request.Payload.AsSpan(i * ReadVectorRequest.ElementBytes, ReadVectorRequest.ElementBytes),
            .. Range(File(request, e.Handle)!, e.Offset, e.Length),
        ]),
    ];

    /// <summary>The file that a handle stands for in the request's connection.</summary>
    public byte[]? File(ReceivedRequest request, int handle) => _open.GetValueOrDefault((request.Connection, handle));

    public void Dispose()
    {
        _listener.Dispose();
        foreach (ScriptedConnection connection in _connections) connection.Dispose();
    }

    private static byte[] Range(byte[] file, long offset, int length) =>
        file.AsSpan((int)Math.Min(offset, file.Length), (int)Math.Min(length, Math.Max(file.Length - offset, 0))).ToArray();

    private byte[] Open(ReceivedRequest request)
    {
        byte[] file = Files[request.Path];
        int handle = Interlocked.Increment(ref _handles);
        _open[(request.Connection, handle)] = file;
        return Frame.Ok(request.Id, [.. Frame.BigEndian(handle), .. new byte[8], .. Encoding.UTF8.GetBytes($"{Status(file)}\0")]);
    }

    private string Status(byte[] file) => $"34359738368 {file.Length} 16 {Modified}";

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                ScriptedConnection connection = new(Interlocked.Increment(ref _made) - 1, socket, this);
                _connections.Add(connection);
                _ = AnswerAsync(connection);
            }
        }
        // What a listener that was stopped throws depends on how far it was.
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or InvalidOperationException) { }

        async Task AnswerAsync(ScriptedConnection connection)
        {
            await connection.RunAsync();
            connection.Drop();
            Interlocked.Increment(ref _ended);
            foreach ((int Connection, int) open in _open.Keys.Where(k => k.Connection == connection.Number)) _open.TryRemove(open, out _);
        }
    }
}
