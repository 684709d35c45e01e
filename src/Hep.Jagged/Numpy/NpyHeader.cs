using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Hep.Jagged;

/// <summary>
/// The header of an NPY file: magic, version, the length of a Python dictionary, and the dictionary with type, order and shape
/// (numpy.lib.format, NEP 1). The total is padded to a multiple of 64 bytes.
/// </summary>
internal sealed record NpyHeader(NpyType Type, bool IsFortranOrder, ImmutableArray<long> Shape)
{
    private const int Alignment = 64;
    private const int MaximumText = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long size in Shape) count = checked(count * size);
            return count;
        }
    }

    public byte[] ToBytes()
    {
        StringBuilder shape = new();
        foreach (long size in Shape) shape.Append(CultureInfo.InvariantCulture, $"{size}, ");
        string tuple = Shape.Length == 1 ? shape.ToString().TrimEnd() : shape.ToString().TrimEnd(' ', ',');
        string text = $"{{'descr': '{Type.Description}', 'fortran_order': {(IsFortranOrder ? "True" : "False")}, 'shape': ({tuple}), }}";
        int start = Magic.Length + 4;   // version 1.0: the length takes two bytes
        int total = (start + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Magic.Length + 2), (ushort)(total - start));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(start));
        bytes.AsSpan(start + text.Length).Fill((byte)' ');
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Reads a header and leaves the stream at the first element.</summary>
    /// <exception cref="PipelineException">That is no NPY file, or one of a kind that is not read.</exception>
    public static async Task<NpyHeader> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] fixedPart = new byte[Magic.Length + 2];
        await ReadExactlyAsync(stream, fixedPart, cancellationToken).ConfigureAwait(false);
        if (!fixedPart.AsSpan().StartsWith(Magic)) throw new PipelineException("No NPY file: the magic bytes are missing.");
        int version = fixedPart[Magic.Length];
        if (version is < 1 or > 3) throw new PipelineException($"NPY version {version} is unknown: 1, 2 and 3 are read.");
        byte[] lengthBytes = new byte[version == 1 ? 2 : 4];
        await ReadExactlyAsync(stream, lengthBytes, cancellationToken).ConfigureAwait(false);
        uint length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaximumText)
            throw new PipelineException($"An NPY header of {length} bytes is refused: at most {MaximumText} are expected.");
        byte[] text = new byte[length];
        await ReadExactlyAsync(stream, text, cancellationToken).ConfigureAwait(false);
        return NpyDictionary.Parse(Encoding.UTF8.GetString(text));
    }

    private static async Task ReadExactlyAsync(Stream stream, byte[] bytes, CancellationToken cancellationToken)
    {
        if (await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false) < bytes.Length)
            throw new PipelineException("The NPY file ends within its header.");
    }
}
