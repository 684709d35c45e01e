using System.Buffers.Binary;

namespace Hep.Root.IO.XRootD;

/// <summary>Four bytes by which a server knows an open file, in the session that opened it.</summary>
internal readonly record struct FileHandle(uint Value)
{
    public const int Bytes = 4;

    public static FileHandle Parse(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt32BigEndian(to, Value);
}
