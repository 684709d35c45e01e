using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// The inputs that a pipeline makes for a model of this family, by name: <c>features</c> [n, cells], and <c>mask</c> [n, cells],
/// 1 where a cell holds a value of the data. A model uses one of them or both.
/// </summary>
public sealed class EventInputs
{
    private const string Features = "features";
    private const string Mask = "mask";

    private readonly IReadOnlyList<TensorSignature> _inputs;

    /// <summary>Checks that a pipeline can make all inputs of a model.</summary>
    /// <exception cref="InferenceException">
    /// The model has another input, or one of another form: <see cref="InferenceFailure.InvalidModel"/>.
    /// </exception>
    public EventInputs(IReadOnlyList<TensorSignature> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (TensorSignature input in inputs)
            if (input is not { Name: Features or Mask, Type: TensorType.Float32, Shape: [< 0, _] })
                throw new InferenceException(InferenceFailure.InvalidModel,
                    $"A pipeline makes the inputs '{Features}' and '{Mask}' (FP32 [-1, cells]), the model wants '{input}'.");
        _inputs = inputs;
    }

    /// <summary>Checks the number of cells.</summary>
    /// <exception cref="InferenceException">The model wants another number: <see cref="InferenceFailure.InvalidModel"/>.</exception>
    public void CheckCells(int cellCount)
    {
        foreach (TensorSignature input in _inputs)
            if (input.Shape[1] >= 0 && input.Shape[1] != cellCount)
                throw new InferenceException(InferenceFailure.InvalidModel,
                    $"The model wants '{input}', its pipeline makes {cellCount} cells.");
    }

    /// <summary>The model's inputs in its order. Features are a view of the batch, which must live as long.</summary>
    public IReadOnlyList<Tensor> Create(PaddedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor[] tensors = new Tensor[_inputs.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = _inputs[i].Name == Features ? FeaturesOf(batch) : MaskOf(batch);
        return tensors;
    }

    private static Tensor<float> FeaturesOf(PaddedBatch batch) =>
        Tensor.Wrap(Features, [batch.EntryCount, batch.CellCount], batch.FeaturesMemory);

    private static Tensor<float> MaskOf(PaddedBatch batch)
    {
        SharedMemory<float> values = SharedMemory<float>.Rent(batch.Mask.Length);
        Span<float> numbers = values.Span;
        ReadOnlySpan<byte> marks = MemoryMarshal.AsBytes(batch.Mask);
        for (int i = 0; i < marks.Length; i++) numbers[i] = marks[i];
        return new Tensor<float>(Mask, TensorType.Float32, [batch.EntryCount, batch.CellCount], values);
    }
}
