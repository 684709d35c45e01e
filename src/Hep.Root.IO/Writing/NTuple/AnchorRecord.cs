using System.IO.Hashing;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>The anchor, an object of class ROOT::RNTuple: where header and footer lie, big-endian as all objects.</summary>
internal static class AnchorRecord
{
    public const string ClassName = "ROOT::RNTuple";

    private const long MaxKeyBytes = 1 << 30;

    private static readonly ushort[] FormatVersion = [1, 0, 0, 0];

    public static void Write(ObjectBuffer buffer, EnvelopePlace header, EnvelopePlace footer)
    {
        int anchor = buffer.Begin(WrittenLayout.Of(ClassName).Version);
        int start = buffer.Length;
        foreach (ushort part in FormatVersion) buffer.Write(part);
        foreach (EnvelopePlace place in (EnvelopePlace[])[header, footer])
        {
            buffer.Write(place.Offset);
            buffer.Write((long)place.StoredBytes);
            buffer.Write((long)place.PlainBytes);
        }
        buffer.Write(MaxKeyBytes);
        buffer.End(anchor);
        // behind the object: of the members alone
        buffer.Write(unchecked((long)XxHash3.HashToUInt64(buffer.Written[start..])));
    }
}
