using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Hep.Root.IO.XRootD;

/// <summary>kXR_sigver: the signature of the request that follows it, SHA-256 of a rising number, its header and its payload.</summary>
internal static class SignRequest
{
    private const byte Sha256 = 1;

    /// <summary>Whether a request of this kind may need one: those that set a session up never do.</summary>
    public static bool Covers(RequestCode code) =>
        code is not (RequestCode.Authenticate or RequestCode.Protocol or RequestCode.Login or RequestCode.Ping or RequestCode.Sign);

    public static Request Of(RequestCode code, ulong number, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        Span<byte> body = stackalloc byte[13];
        BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)code);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], number);
        body[12] = Sha256;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body.Slice(4, sizeof(ulong)));
        hash.AppendData(header);
        hash.AppendData(payload);
        return new Request(RequestCode.Sign, body, hash.GetHashAndReset());
    }
}
