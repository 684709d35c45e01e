using System.Collections.Immutable;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// Numbers or strings of one type with a name and a shape, row-major: what goes into a model and what comes out.
/// Who receives a tensor disposes it; spans and memory of it are valid until then.
/// </summary>
public abstract class Tensor : IDisposable
{
    private protected Tensor(string name, TensorType type, ImmutableArray<long> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Type = type;
        Shape = shape;
        Count = TensorShape.CountElements(name, shape);
    }

    /// <summary>The name, as the model spells it.</summary>
    public string Name { get; }

    /// <summary>What one element is.</summary>
    public TensorType Type { get; }

    /// <summary>Sizes, outermost first; empty for a single value.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The number of elements: the product of the shape.</summary>
    public int Count { get; }

    /// <summary>The size of the first axis, which for batches is the number of events; 1 for a single value.</summary>
    public int RowCount => Shape.IsEmpty ? 1 : (int)Shape[0];

    /// <summary>Name, type and shape.</summary>
    public TensorSignature Signature => new(Name, Type, Shape);

    /// <summary>A tensor that holds a copy of the values.</summary>
    /// <exception cref="ArgumentException">The shape asks for another number of values.</exception>
    public static Tensor<T> Create<T>(string name, ReadOnlySpan<long> shape, ReadOnlySpan<T> values) where T : unmanaged =>
        new(name, TensorTypes.Of<T>(), [.. shape], SharedMemory<T>.Copy(values));

    /// <summary>A view of memory that somebody else owns and keeps until the tensor is disposed.</summary>
    /// <exception cref="ArgumentException">The shape asks for another number of values.</exception>
    public static Tensor<T> Wrap<T>(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<T> values) where T : unmanaged =>
        new(name, TensorTypes.Of<T>(), [.. shape], values);

    /// <summary>A tensor of strings in UTF-8.</summary>
    /// <exception cref="ArgumentException">The shape asks for another number of strings.</exception>
    public static BytesTensor CreateText(string name, ReadOnlySpan<long> shape, params IReadOnlyList<string> values) =>
        BytesTensor.FromText(name, [.. shape], values);

    /// <summary>A tensor of any fixed-width type from its bytes, row-major and little-endian as the protocols carry them.</summary>
    /// <exception cref="ArgumentException">
    /// The bytes are not as many as type and shape ask for, or the type is <see cref="TensorType.Bytes"/>.
    /// </exception>
    public static Tensor FromBytes(string name, TensorType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        TensorFromBytes operation = new(name, type, [.. shape], bytes);
        return type.Dispatch<TensorFromBytes, Tensor>(ref operation);
    }

    /// <summary>Joins tensors of one name, type and row shape along the first axis; they stay whole.</summary>
    public static Tensor Concat(params IReadOnlyList<Tensor> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        if (parts.Count == 1) return parts[0].Rename(parts[0].Name);
        long rows = 0;
        foreach (Tensor part in parts)
        {
            if (!parts[0].IsAlike(part))
                throw new ArgumentException($"'{part.Signature}' does not continue '{parts[0].Signature}'.", nameof(parts));
            rows += part.RowCount;
        }
        return parts[0].Join(parts, parts[0].Shape.SetItem(0, rows));
    }

    /// <summary>Whether two tensors differ in nothing but values and the number of rows.</summary>
    public bool IsAlike(Tensor other) =>
        Name == other.Name && Type == other.Type && !Shape.IsEmpty && !other.Shape.IsEmpty
            && Shape.AsSpan()[1..].SequenceEqual(other.Shape.AsSpan()[1..]);

    /// <summary>All elements, row-major, exactly as they are stored.</summary>
    /// <exception cref="InferenceException">The elements are of another type.</exception>
    public ReadOnlySpan<T> Get<T>() where T : unmanaged =>
        this is Tensor<T> typed
            ? typed.Values
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                $"Tensor '{Name}' holds {Type.Datatype}, not {typeof(T).Name}.");

    /// <summary>The bytes of all elements, row-major, in the machine's order (little-endian wherever .NET runs today).</summary>
    /// <exception cref="InferenceException">The elements are strings, whose bytes vary in number.</exception>
    public abstract ReadOnlySpan<byte> AsBytes();

    /// <summary>Consecutive rows of the first axis, over the same memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has fewer rows.</exception>
    public abstract Tensor Rows(int start, int count);

    /// <summary>The same elements under another name, over the same memory.</summary>
    public abstract Tensor Rename(string name);

    /// <summary>Gives the memory back; twice is no harm.</summary>
    public void Dispose()
    {
        DisposeValues();
        GC.SuppressFinalize(this);
    }

    private protected abstract Tensor Join(IReadOnlyList<Tensor> parts, ImmutableArray<long> shape);

    private protected abstract void DisposeValues();

    private protected (ImmutableArray<long> Shape, int Stride) ShapeOfRows(int start, int count)
    {
        int rows = Shape.IsEmpty ? 0 : RowCount;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)rows, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(rows - start), nameof(count));
        return (Shape.SetItem(0, count), rows == 0 ? 0 : Count / rows);
    }
}
