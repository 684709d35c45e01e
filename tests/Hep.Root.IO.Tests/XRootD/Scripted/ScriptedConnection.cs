using System.Net.Sockets;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>One connection of the scripted server. What goes out may be cut into pieces, and cut off.</summary>
internal sealed class ScriptedConnection(int number, Socket socket, ScriptedServer server) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private long _sent;

    public int Number => number;

    /// <summary>Sends frames, all or what the server's script lets through.</summary>
    public async Task SendAsync(params byte[][] frames)
    {
        await _sending.WaitAsync();
        try
        {
            byte[] bytes = [.. frames.SelectMany(f => f)];
            if (server.Record is { } record) lock (record) record.AddRange(bytes);
            foreach (byte[] piece in server.Cut?.Invoke(bytes) ?? [bytes])
            {
                long room = (server.DropAfter?.Invoke(number) ?? long.MaxValue) - _sent;
                await _stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, Math.Max(room, 0))));
                _sent += piece.Length;
                if (_sent < server.DropAfter?.Invoke(number)) continue;
                if (server.DropAfter is not null) socket.Shutdown(SocketShutdown.Both);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Drop() => _stream.Dispose();

    public void Dispose()
    {
        _stream.Dispose();
        _sending.Dispose();
    }

    /// <summary>Answers until the client goes.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _stream.ReadExactlyAsync(new byte[ProtocolRequest.HandshakeBytes]);
            await SendAsync(Frame.Ok(0, [.. Frame.BigEndian(server.Version), 0, 0, 0, 1]));
            while (true)
            {
                byte[] header = new byte[Request.HeaderBytes];
                await _stream.ReadExactlyAsync(header);
                byte[] payload = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20))];
                await _stream.ReadExactlyAsync(payload);
                await server.TakeAsync(new ReceivedRequest(number, header, payload), this);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or SocketException) { }
    }
}
