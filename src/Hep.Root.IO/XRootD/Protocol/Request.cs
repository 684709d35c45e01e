using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hep.Root.IO.XRootD;

/// <summary>A request as it goes over the wire: 24 bytes, of which 16 belong to the kind of request, and its payload.</summary>
internal readonly struct Request
{
    public const int HeaderBytes = 24;

    private readonly RequestBody _body;

    /// <summary>A request.</summary>
    /// <param name="code">Its kind.</param>
    /// <param name="body">The bytes that mean what the kind says.</param>
    /// <param name="payload">What follows the header.</param>
    public Request(RequestCode code, ReadOnlySpan<byte> body, ReadOnlyMemory<byte> payload)
    {
        Code = code;
        body.CopyTo(_body);
        Payload = payload;
    }

    public RequestCode Code { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Writes the 24 bytes.</summary>
    public void WriteHeader(ushort streamId, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, streamId);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)Code);
        ((ReadOnlySpan<byte>)_body).CopyTo(to[4..]);
        BinaryPrimitives.WriteInt32BigEndian(to[20..], Payload.Length);
    }

    [InlineArray(Length)]
    private struct RequestBody
    {
        private const int Length = 16;
        private byte _first;
    }
}
