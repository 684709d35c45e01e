using System.Buffers.Binary;
using System.IO.Hashing;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Where an RNTuple begins: the object of class ROOT::RNTuple, which names header and footer.</summary>
/// <param name="Version">Epoch, major, minor and patch of the format.</param>
/// <param name="Header">Where the header lies, and its plain bytes.</param>
/// <param name="Footer">The same of the footer.</param>
/// <param name="MaxKeyBytes">What one key holds at most: longer payloads go on in others; 0 where nothing is split.</param>
internal sealed record Anchor(string Version, EnvelopeLink Header, EnvelopeLink Footer, long MaxKeyBytes)
{
    /// <summary>The class of anchors, and that of the time before format 1.0, whose layout was another one.</summary>
    public const string ClassName = "ROOT::RNTuple", EarlyClassName = "ROOT::Experimental::RNTuple";

    private const int FieldBytes = 64;              // four versions and seven numbers; later formats append to them
    private const uint ByteCountMask = 0x4000_0000;

    /// <summary>Reads the payload of an anchor's key. Unlike everything else of an RNTuple it is big-endian.</summary>
    /// <exception cref="RootException">It is damaged, or of a format that is not known here.</exception>
    public static Anchor Read(ReadOnlySpan<byte> payload)
    {
        RootBuffer buffer = new(payload);
        uint count = buffer.ReadUInt32();
        long members = (count & ~ByteCountMask) - sizeof(ushort);
        buffer.Skip(sizeof(ushort));                // the version of the class
        if ((count & ByteCountMask) == 0 || members < FieldBytes || members > buffer.Remaining - sizeof(ulong))
            throw new RootException($"An RNTuple's anchor of {FieldBytes} bytes or more expected, {members} of {payload.Length} are told.");
        ReadOnlySpan<byte> fields = buffer.Take((int)members);
        // The checksum stands behind the object that the byte count frames.
        if (XxHash3.HashToUInt64(fields) is var sum && buffer.ReadUInt64() is var stored && sum != stored)
            throw new RootException($"The anchor's checksum is {sum:x16}, {stored:x16} is stored: it is damaged.");
        return Parse(fields);
    }

    private static Anchor Parse(ReadOnlySpan<byte> fields)
    {
        Span<ushort> version = stackalloc ushort[4];
        for (int i = 0; i < version.Length; i++) version[i] = BinaryPrimitives.ReadUInt16BigEndian(fields[(2 * i)..]);
        string text = $"{version[0]}.{version[1]}.{version[2]}.{version[3]}";
        if (version[0] != 1) throw NotSupported($"RNTuple format {text}; those of epoch 1 are read");
        return new Anchor(text,
            new EnvelopeLink(Number(fields, 2), new Locator(Number(fields, 0), Number(fields, 1))),
            new EnvelopeLink(Number(fields, 5), new Locator(Number(fields, 3), Number(fields, 4))),
            Number(fields, 6));

        static long Number(ReadOnlySpan<byte> fields, int index) => BinaryPrimitives.ReadInt64BigEndian(fields[(8 + 8 * index)..]);
    }

    /// <summary>What a file has that is not read here.</summary>
    public static RootException NotSupported(string what) => new($"not supported: {what}.");
}
