using System.Collections.Immutable;

namespace Hep.Inference;

/// <summary>What a model says of one of its inputs or outputs.</summary>
/// <param name="Name">The tensor's name in the graph.</param>
/// <param name="Type">What one element is.</param>
/// <param name="Shape">Sizes, outermost first; −1 where any size fits. The first is usually the number of rows.</param>
public sealed record TensorSignature(string Name, TensorType Type, ImmutableArray<long> Shape)
{
    /// <summary>Whether a tensor of this shape fits: the same rank, and equal sizes wherever the model states one.</summary>
    public bool Fits(ImmutableArray<long> shape)
    {
        if (shape.Length != Shape.Length) return false;
        for (int i = 0; i < shape.Length; i++)
            if (Shape[i] >= 0 && Shape[i] != shape[i]) return false;
        return true;
    }

    /// <summary>Whether the first axis takes any number of rows.</summary>
    public bool HasFreeRows => Shape is [< 0, ..];

    /// <summary>Equal name, type and sizes.</summary>
    public bool Equals(TensorSignature? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Length);

    /// <summary><c>features: FP32 [-1, 42]</c>.</summary>
    public override string ToString() => $"{Name}: {Type.Datatype} [{string.Join(", ", Shape)}]";
}
