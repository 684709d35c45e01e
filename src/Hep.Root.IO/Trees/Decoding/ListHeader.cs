using System.Buffers.Binary;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>What stands in an entry before the values of its list.</summary>
internal abstract class ListHeader
{
    /// <summary>Nothing: the values of a leaf, or of a member of a split collection.</summary>
    public static ListHeader None { get; } = new NoHeader();

    /// <summary>A byte count, a version and a number of elements: <c>vector&lt;T&gt;</c>.</summary>
    public static ListHeader Collection { get; } = new CollectionHeader();

    /// <summary>A byte that is 0 for a null pointer: <c>T*</c> with a counter.</summary>
    public static ListHeader Pointer { get; } = new PointerHeader();

    /// <summary>Bytes of the header of an entry.</summary>
    public abstract int Bytes { get; }

    /// <summary>What is wrong with the header of an entry of <paramref name="elements"/> elements; null where nothing is.</summary>
    public virtual string? Check(ReadOnlySpan<byte> entry, int elements) => null;

    private sealed class NoHeader : ListHeader
    {
        public override int Bytes => 0;
    }

    private sealed class PointerHeader : ListHeader
    {
        public override int Bytes => 1;

        public override string? Check(ReadOnlySpan<byte> entry, int elements) =>
            entry[0] == 0 && elements > 0 ? $"a null pointer with {elements} values" : null;
    }

    private sealed class CollectionHeader : ListHeader
    {
        private const uint ByteCountMask = 0x4000_0000;
        private const ushort MemberWise = 0x4000;

        public override int Bytes => 10;

        public override string? Check(ReadOnlySpan<byte> entry, int elements)
        {
            uint byteCount = BinaryPrimitives.ReadUInt32BigEndian(entry);
            ushort version = BinaryPrimitives.ReadUInt16BigEndian(entry[4..]);
            int count = BinaryPrimitives.ReadInt32BigEndian(entry[6..]);
            return (byteCount & ByteCountMask) == 0 || (byteCount & ~ByteCountMask) != entry.Length - 4
                ? $"byte count 0x{byteCount:X8} in an entry of {entry.Length} bytes"
                : (version & MemberWise) != 0 ? "numbers streamed member by member"
                : count != elements ? $"{count} elements announced, {elements} stored"
                : null;
        }
    }
}
