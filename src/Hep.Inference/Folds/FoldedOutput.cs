using Hep.Jagged;

namespace Hep.Inference;

/// <summary>One output of several models on its way: rows of the model of each entry's fold, or the mean of those of all.</summary>
internal sealed class FoldedOutput
{
    private readonly TensorSignature _signature;
    private readonly double[] _sums;   // over the models that score an entry
    private readonly int _rows, _width;

    /// <param name="signature">The output; FP32, an entry a row.</param>
    /// <param name="rows">Entries.</param>
    public FoldedOutput(TensorSignature signature, int rows)
    {
        (_signature, _rows) = (signature, rows);
        _width = signature.Shape.Skip(1).Aggregate(1, (product, size) => checked(product * (int)size));
        _sums = new double[checked(rows * _width)];
    }

    /// <summary>Takes in what one model says of some entries.</summary>
    /// <param name="output">A row for each of them.</param>
    /// <param name="entries">Their places.</param>
    /// <exception cref="InferenceException">The model gave something else than it said.</exception>
    public void Add(Tensor output, ReadOnlySpan<int> entries)
    {
        if (output.Count != entries.Length * _width)
            throw new InferenceException(InferenceFailure.Internal,
                $"A model gave '{output.Signature}' for {entries.Length} entries: rows of {_width} were expected.");
        ReadOnlySpan<float> values = output.Get<float>();
        for (int row = 0; row < entries.Length; row++)
            for (int i = 0; i < _width; i++) _sums[entries[row] * _width + i] += values[row * _width + i];
    }

    /// <summary>The output of all entries.</summary>
    /// <param name="folds">Their folds: what has none was scored by all models.</param>
    /// <param name="count">The number of models.</param>
    public Tensor ToTensor(ReadOnlySpan<int> folds, int count)
    {
        SharedMemory<float> values = SharedMemory<float>.Rent(_sums.Length);
        Span<float> means = values.Span;
        for (int i = 0; i < means.Length; i++)
            means[i] = (float)(folds[i / _width] == FoldedPredictor.Mean ? _sums[i] / count : _sums[i]);
        return new Tensor<float>(_signature.Name, TensorType.Float32, [_rows, .. _signature.Shape.Skip(1)], values);
    }
}
