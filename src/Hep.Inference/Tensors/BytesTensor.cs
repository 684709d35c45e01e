using System.Collections.Immutable;
using System.Text;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>A tensor of strings: their bytes one after the other, and where each begins.</summary>
public sealed class BytesTensor : Tensor
{
    private readonly SharedMemory<byte> _bytes;
    private readonly SharedMemory<int> _offsets;

    /// <summary>Makes a tensor, which takes over both handles.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="bytes">The bytes of all strings.</param>
    /// <param name="offsets">
    /// n + 1 ascending places in <paramref name="bytes"/> for n strings, from the first's start to the last's end.
    /// </param>
    /// <exception cref="ArgumentException">The offsets do not fit the shape or the bytes.</exception>
    public BytesTensor(string name, ImmutableArray<long> shape, SharedMemory<byte> bytes, SharedMemory<int> offsets)
        : base(name, TensorType.Bytes, shape)
    {
        if (offsets.Length != Count + 1)
            throw new ArgumentException(
                $"Tensor '{name}' needs {Count + 1} offsets for its {Count} strings, {offsets.Length} were given.", nameof(offsets));
        if (offsets.Span[0] < 0 || offsets.Span[^1] > bytes.Length)
            throw new ArgumentException($"The offsets of tensor '{name}' leave its {bytes.Length} bytes.", nameof(offsets));
        _bytes = bytes;
        _offsets = offsets;
    }

    /// <summary>The bytes of one string, counted row-major.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _bytes.Span[_offsets.Span[index].._offsets.Span[index + 1]];
        }
    }

    /// <summary>One string as text.</summary>
    public string GetText(int index) => Encoding.UTF8.GetString(this[index]);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> AsBytes() =>
        throw new InferenceException(InferenceFailure.InvalidRequest, $"Tensor '{Name}' holds strings, which are read one by one.");

    /// <inheritdoc/>
    public override BytesTensor Rows(int start, int count)
    {
        (ImmutableArray<long> shape, int stride) = ShapeOfRows(start, count);
        return new BytesTensor(Name, shape, _bytes.Share(), _offsets.Share(start * stride, (count * stride) + 1));
    }

    /// <inheritdoc/>
    public override BytesTensor Rename(string name) => new(name, Shape, _bytes.Share(), _offsets.Share());

    private protected override BytesTensor Join(IReadOnlyList<Tensor> parts, ImmutableArray<long> shape)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(TensorShape.CountElements(Name, shape) + 1);
        int next = 0, end = 0;
        offsets.Span[next++] = 0;
        foreach (Tensor part in parts)
            for (int i = 0; i < part.Count; i++) offsets.Span[next++] = end = checked(end + ((BytesTensor)part)[i].Length);
        SharedMemory<byte> bytes = SharedMemory<byte>.Rent(end);
        next = 0;
        foreach (Tensor part in parts)
            for (int i = 0; i < part.Count; i++) ((BytesTensor)part)[i].CopyTo(bytes.Span[offsets.Span[next++]..]);
        return new BytesTensor(Name, shape, bytes, offsets);
    }

    private protected override void DisposeValues()
    {
        _bytes.Dispose();
        _offsets.Dispose();
    }

    internal static BytesTensor FromText(string name, ImmutableArray<long> shape, IReadOnlyList<string> values)
    {
        SharedMemory<int> offsets = SharedMemory<int>.Rent(values.Count + 1);
        offsets.Span[0] = 0;
        for (int i = 0; i < values.Count; i++) offsets.Span[i + 1] = checked(offsets.Span[i] + Encoding.UTF8.GetByteCount(values[i]));
        SharedMemory<byte> bytes = SharedMemory<byte>.Rent(offsets.Span[^1]);
        for (int i = 0; i < values.Count; i++) Encoding.UTF8.GetBytes(values[i], bytes.Span[offsets.Span[i]..]);
        return new BytesTensor(name, shape, bytes, offsets);
    }
}
