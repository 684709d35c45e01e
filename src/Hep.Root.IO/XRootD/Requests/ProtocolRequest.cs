using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>The handshake, and kXR_protocol, which go in one segment: who both sides are, and whether they go over to TLS.</summary>
internal static class ProtocolRequest
{
    public const int HandshakeBytes = 20;

    private const int Version = 0x511;                  // 5.1.1: pages with checksums, TLS
    private const byte AsksForSecurity = 0x01, KnowsTls = 0x02, WantsTls = 0x04, ExpectsLogin = 3;

    /// <summary>Twenty bytes that are always the same; their answer has eight, and stream id 0.</summary>
    public static void WriteHandshake(Span<byte> to)
    {
        to[..HandshakeBytes].Clear();
        BinaryPrimitives.WriteInt32BigEndian(to[12..], 4);
        BinaryPrimitives.WriteInt32BigEndian(to[16..], 2012);
    }

    public static Request Of(bool wantsTls)
    {
        Span<byte> body = stackalloc byte[6];
        BinaryPrimitives.WriteInt32BigEndian(body, Version);
        body[4] = (byte)(AsksForSecurity | KnowsTls | (wantsTls ? WantsTls : 0));
        body[5] = ExpectsLogin;
        return new Request(RequestCode.Protocol, body, default);
    }

    public static ProtocolAnswer Parse(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 8)
            throw new XRootDException($"The server told its version in {answer.Length} bytes, 8 expected: is it an XRootD server?");
        return new ProtocolAnswer(
            BinaryPrimitives.ReadInt32BigEndian(answer), (ServerFlags)BinaryPrimitives.ReadUInt32BigEndian(answer[4..]),
            SigningRules.Parse(answer[8..]));
    }
}

/// <summary>What a server says of itself.</summary>
internal readonly record struct ProtocolAnswer(int Version, ServerFlags Flags, SigningRules Signing);
