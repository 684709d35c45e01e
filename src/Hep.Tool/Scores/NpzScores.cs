using Hep.Inference;
using Hep.Jagged;
using Hep.Tool.Terminal;
using Hep.Tool.Vectors;

namespace Hep.Tool.Scores;

/// <summary>Scores as arrays for NumPy.</summary>
internal sealed class NpzScores : IScoreWriter
{
    private readonly Stream _stream;
    private readonly NpzWriter _writer = new();
    private readonly NpzArray<bool> _selected;
    private readonly EntryArray _entries;
    private Action<Tensor>[]? _outputs;

    /// <summary>Arrays that go to a stream, which stays open.</summary>
    public NpzScores(Stream stream)
    {
        _stream = stream;
        _selected = _writer.Begin<bool>("selected");
        _entries = new EntryArray(_writer);
    }

    /// <inheritdoc/>
    public Task AddAsync(Predictions predictions, CancellationToken cancellationToken)
    {
        _outputs ??= [.. predictions.Outputs.Select(Begin)];
        for (int i = 0; i < _outputs.Length; i++) _outputs[i](predictions.Outputs[i]);
        _selected.Append(predictions.Selected);
        _entries.Append(predictions.Identities!);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CompleteAsync(CancellationToken cancellationToken) => _writer.WriteAsync(_stream, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private Action<Tensor> Begin(Tensor output) => output switch
    {
        Tensor<float> => Begin<float>(output),
        Tensor<double> => Begin<double>(output),
        Tensor<long> => Begin<long>(output),
        Tensor<int> => Begin<int>(output),
        Tensor<bool> => Begin<bool>(output),
        _ => throw new ToolException($"The model's output '{output.Signature}' is of a type that is not written."),
    };

    private Action<Tensor> Begin<T>(Tensor output) where T : unmanaged
    {
        int[] rowShape = [.. output.Shape.Skip(1).Select(size => (int)size)];
        NpzArray<T> array = _writer.Begin<T>(output.Name, rowShape);
        return tensor => array.Append(tensor.Get<T>());
    }
}
