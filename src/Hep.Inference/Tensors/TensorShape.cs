using System.Collections.Immutable;

namespace Hep.Inference;

/// <summary>The number of elements that a shape asks for, which nobody believes before it is checked.</summary>
internal static class TensorShape
{
    /// <exception cref="InferenceException">A size is negative, or the product is more than memory can index.</exception>
    public static int CountElements(string tensor, ImmutableArray<long> shape)
    {
        if (shape.IsDefault) throw new ArgumentException($"Tensor '{tensor}' has no shape.", nameof(shape));
        long count = 1;
        foreach (long size in shape)
        {
            if (size < 0) throw Refuse(tensor, shape, "a size is negative");
            if (size > int.MaxValue || (count *= size) > int.MaxValue) throw Refuse(tensor, shape, $"more than {int.MaxValue} elements");
        }
        return (int)count;
    }

    private static InferenceException Refuse(string tensor, ImmutableArray<long> shape, string why) =>
        new(InferenceFailure.InvalidRequest, $"Tensor '{tensor}' cannot have the shape [{string.Join(", ", shape)}]: {why}.");
}
