using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Hep.Jagged;

/// <summary>An array of NumPy, read into memory: elements in C order (last index fastest), in this machine's byte order.</summary>
public sealed class NpyArray
{
    private readonly NpyType _type;
    private readonly byte[] _bytes;

    private NpyArray(NpyType type, ImmutableArray<int> shape, byte[] bytes)
    {
        _type = type;
        Shape = shape;
        _bytes = bytes;
    }

    /// <summary>What one element is; <see cref="ElementType.String"/> for text.</summary>
    public ElementType Type => _type.Element;

    /// <summary>The sizes, outermost first; empty for a single element.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => _bytes.Length / _type.Width;

    /// <summary>All elements.</summary>
    /// <exception cref="PipelineException">They are of another type.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged =>
        ElementTypes.Of<T>() == Type ? MemoryMarshal.Cast<byte, T>(_bytes)
            : throw new PipelineException($"The array holds {Type.Name}, not {typeof(T).Name}.");

    /// <summary>All elements of an array of text.</summary>
    /// <exception cref="PipelineException">It holds numbers.</exception>
    public string[] Texts()
    {
        if (Type != ElementType.String) throw new PipelineException($"The array holds {Type.Name}, not text.");
        Encoding encoding = _type.Code == 'S' ? Encoding.Latin1 : Encoding.UTF32;
        string[] texts = new string[Count];
        for (int i = 0; i < texts.Length; i++)
            // NumPy pads with zeros and takes them off
            texts[i] = encoding.GetString(_bytes.AsSpan(i * _type.Width, _type.Width)).TrimEnd('\0');
        return texts;
    }

    /// <summary>Reads an NPY file.</summary>
    /// <param name="stream">The file, read to the end of the array.</param>
    /// <param name="availableBytes">The bytes that the stream can hold at most: no memory is taken for more.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PipelineException">The file is none, is truncated, or is of a kind that is not read.</exception>
    public static async Task<NpyArray> ReadAsync(Stream stream, long availableBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        NpyHeader header = await NpyHeader.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[SizeOf(header, availableBytes)];
        if (await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false) < bytes.Length)
            throw new PipelineException($"The array ends early: {bytes.Length} bytes are expected.");
        if (header.Type.IsBigEndian == BitConverter.IsLittleEndian) NpyOrder.SwapBytes(bytes, header.Type);
        ImmutableArray<int> shape = [.. header.Shape.Select(size => (int)size)];
        if (header.IsFortranOrder) bytes = NpyOrder.ToRowMajor(bytes, header.Type.Width, shape);
        return new NpyArray(header.Type, shape, bytes);
    }

    private static int SizeOf(NpyHeader header, long availableBytes)
    {
        // A size of 0 hides what stands beside it in a product: each one is bounded on its own.
        Int128 bytes = header.Type.Width;
        foreach (long size in header.Shape)
        {
            if (size > Array.MaxLength) throw TooLarge(header);
            bytes = Int128.Min(bytes * size, Int128.One << 64);
        }
        if (bytes > availableBytes)
            throw new PipelineException(
                $"The array of shape ({string.Join(", ", header.Shape)}) needs {bytes} bytes, at most {availableBytes} are there.");
        return bytes <= Array.MaxLength ? (int)bytes : throw TooLarge(header);
    }

    private static PipelineException TooLarge(NpyHeader header) =>
        new($"The array of shape ({string.Join(", ", header.Shape)}) is too large for one array in memory.");
}
