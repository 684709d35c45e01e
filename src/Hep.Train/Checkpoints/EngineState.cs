using System.Runtime.InteropServices;

namespace Hep.Train;

/// <summary>
/// Named arrays of numbers from which an engine goes on: weights, kept weights, moments of the optimizer, random states, running sums. In a
/// checkpoint they are tensors of a safetensors file, which other programs can read, and which runs nothing.
/// </summary>
public sealed class EngineState
{
    private readonly Dictionary<string, StateTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>The names, in the order in which they were added.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    internal IReadOnlyDictionary<string, StateTensor> Tensors => _tensors;

    /// <summary>Adds an array, which is copied.</summary>
    /// <param name="name">Unlike every other.</param>
    /// <param name="values">float, double, long or byte, row-major.</param>
    /// <param name="shape">The lengths of the axes; none: one axis of all values.</param>
    /// <exception cref="ArgumentException">The name is there already, or the shape has another number of values.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long[] axes = shape.IsEmpty ? [values.Length] : shape.ToArray();
        if (axes.Aggregate(1L, (a, b) => checked(a * b)) != values.Length)
            throw new ArgumentException($"'{name}' has {values.Length} values, and a shape of [{string.Join(", ", axes)}].", nameof(shape));
        _tensors.Add(name, new StateTensor(StateTensor.NameOf<T>(), axes, MemoryMarshal.AsBytes(values).ToArray()));
    }

    /// <summary>The values of an array.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="count">How many are expected; −1: any number.</param>
    /// <exception cref="TrainingException">There is none of the name, type and length.</exception>
    public ReadOnlySpan<T> Get<T>(string name, long count = -1) where T : unmanaged
    {
        if (!_tensors.TryGetValue(name, out StateTensor? tensor))
            throw new TrainingException($"The checkpoint has no '{name}': it is of another network or optimizer.");
        if (tensor.Type != StateTensor.NameOf<T>())
            throw new TrainingException($"'{name}' of the checkpoint is {tensor.Type}, expected {StateTensor.NameOf<T>()}.");
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(tensor.Bytes);
        return count < 0 || values.Length == count ? values
            : throw new TrainingException($"'{name}' of the checkpoint has {values.Length} values, expected {count}.");
    }

    /// <summary>Whether there is an array of this name.</summary>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    internal void Add(string name, StateTensor tensor) => _tensors.Add(name, tensor);
}
