using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>A tensor of numbers or truth values; BF16 holds its bits as <see cref="ushort"/>.</summary>
public sealed class Tensor<T> : Tensor where T : unmanaged
{
    private readonly SharedMemory<T>? _owned;
    private readonly ReadOnlyMemory<T> _borrowed;

    /// <summary>Makes a tensor, which takes over the memory.</summary>
    /// <exception cref="ArgumentException">Type, shape and values do not fit together.</exception>
    public Tensor(string name, TensorType type, ImmutableArray<long> shape, SharedMemory<T> values) : base(name, type, shape)
    {
        Check(values.Length);
        _owned = values;
    }

    internal Tensor(string name, TensorType type, ImmutableArray<long> shape, ReadOnlyMemory<T> values) : base(name, type, shape)
    {
        Check(values.Length);
        _borrowed = values;
    }

    /// <summary>All elements, row-major; valid until the tensor is disposed.</summary>
    public ReadOnlySpan<T> Values => Memory.Span;

    /// <summary>The elements as memory, for those who keep it across an await; valid until the tensor is disposed.</summary>
    public ReadOnlyMemory<T> Memory => _owned is null ? _borrowed : _owned.Memory;

    /// <summary>The elements of one row of the first axis.</summary>
    public ReadOnlySpan<T> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
            int stride = Count / RowCount;
            return Values.Slice(row * stride, stride);
        }
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> AsBytes() => MemoryMarshal.AsBytes(Values);

    /// <inheritdoc/>
    public override Tensor<T> Rows(int start, int count)
    {
        (ImmutableArray<long> shape, int stride) = ShapeOfRows(start, count);
        return _owned is null
            ? new Tensor<T>(Name, Type, shape, _borrowed.Slice(start * stride, count * stride))
            : new Tensor<T>(Name, Type, shape, _owned.Share(start * stride, count * stride));
    }

    /// <inheritdoc/>
    public override Tensor<T> Rename(string name) =>
        _owned is null ? new Tensor<T>(name, Type, Shape, _borrowed) : new Tensor<T>(name, Type, Shape, _owned.Share());

    private protected override Tensor<T> Join(IReadOnlyList<Tensor> parts, ImmutableArray<long> shape)
    {
        SharedMemory<T> values = SharedMemory<T>.Rent(TensorShape.CountElements(Name, shape));
        int at = 0;
        foreach (Tensor part in parts)
        {
            part.Get<T>().CopyTo(values.Span[at..]);
            at += part.Count;
        }
        return new Tensor<T>(Name, Type, shape, values);
    }

    private protected override void DisposeValues() => _owned?.Dispose();

    private void Check(int length)
    {
        if (!Type.IsHeldBy(typeof(T)))
            throw new ArgumentException($"Tensor '{Name}' is of {Type.Datatype}, its values are {typeof(T).Name}.");
        if (length != Count)
            throw new ArgumentException(
                $"Tensor '{Name}' of shape [{string.Join(", ", Shape)}] needs {Count} values, {length} were given.");
    }
}
