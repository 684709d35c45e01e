using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>A message that nobody asked for, kXR_attn; one kind of it brings an answer that was promised by kXR_waitresp.</summary>
internal static class LateAnswer
{
    private const int Action = 5008, HeadBytes = 8;

    /// <summary>The whole response in the message; empty: it is another message, to be ignored.</summary>
    public static ReadOnlyMemory<byte> In(byte[] message) =>
        message.Length >= HeadBytes + ResponseHeader.Bytes && BinaryPrimitives.ReadInt32BigEndian(message) == Action
            ? message.AsMemory(HeadBytes)
            : default;
}
