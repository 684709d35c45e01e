using System.Buffers.Binary;
using System.Text;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>What a client asked for.</summary>
/// <param name="Connection">The connection, numbered from 0 in the order in which they were made.</param>
/// <param name="Header">24 bytes.</param>
/// <param name="Payload">What follows.</param>
internal sealed record ReceivedRequest(int Connection, byte[] Header, byte[] Payload)
{
    public ushort Id => BinaryPrimitives.ReadUInt16BigEndian(Header);

    public RequestCode Code => (RequestCode)BinaryPrimitives.ReadUInt16BigEndian(Header.AsSpan(2));

    /// <summary>The payload of requests about paths.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    public string Path => Text.Split('?')[0];

    /// <summary>The first field of requests about an open file.</summary>
    public int Handle => BinaryPrimitives.ReadInt32BigEndian(Header.AsSpan(4));

    public long Offset => BinaryPrimitives.ReadInt64BigEndian(Header.AsSpan(8));

    public int Length => BinaryPrimitives.ReadInt32BigEndian(Header.AsSpan(16));

    /// <summary>Whether it asks for a page once more, which arrived damaged.</summary>
    public bool IsRetryOfPage => Code == RequestCode.ReadPages && Payload is [_, 1];

    /// <summary>The ranges of a vector read.</summary>
    public IEnumerable<(int Handle, int Length, long Offset)> Elements()
    {
        for (int at = 0; at < Payload.Length; at += ReadVectorRequest.ElementBytes)
            yield return (BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(at)),
                BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(at + 4)),
                BinaryPrimitives.ReadInt64BigEndian(Payload.AsSpan(at + 8)));
    }
}
