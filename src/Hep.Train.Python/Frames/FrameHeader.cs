using System.Buffers.Binary;

namespace Hep.Train.Python;

/// <summary>What stands before each frame: <c>HEPF</c>, version, kind, and the bytes that follow, little-endian.</summary>
/// <param name="Kind">What the frame says.</param>
/// <param name="Length">The bytes that follow.</param>
internal readonly record struct FrameHeader(FrameKind Kind, long Length)
{
    public const int Size = 16;
    public const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "HEPF"u8;

    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Length);
    }

    /// <exception cref="InvalidDataException">The bytes are no header of this version.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes[..4].SequenceEqual(Magic))
            throw new InvalidDataException($"put something on the pipe that is no frame ({Convert.ToHexString(bytes)}): the interpreter "
                + "must be Python, and nothing but the module 'hep' may write to the pipe");
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (version != Version)
            throw new InvalidDataException($"speaks version {version} of the frames, expected {Version}");
        return new FrameHeader(
            (FrameKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
    }
}
