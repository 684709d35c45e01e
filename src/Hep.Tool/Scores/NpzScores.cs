using Hep.Inference;
using Hep.Jagged;
using Hep.Tool.Terminal;
using Hep.Tool.Vectors;

namespace Hep.Tool.Scores;

/// <summary>Scores as arrays for NumPy.</summary>
internal sealed class NpzScores : IScoreWriter
{
    private readonly OutputFile _file;
    private readonly NpzWriter _writer = new();
    private readonly NpzArray<bool> _selected;
    private readonly EntryArray _entries;
    private Action<Tensor>[]? _outputs;

    /// <summary>Arrays that go to a file, which is taken over.</summary>
    public NpzScores(OutputFile file)
    {
        _file = file;
        _selected = _writer.Begin<bool>("selected");
        _entries = new EntryArray(_writer);
    }

    /// <inheritdoc/>
    public Task AddAsync(EntryBatch entries, Predictions predictions, CancellationToken cancellationToken)
    {
        _outputs ??= [.. predictions.Outputs.Select(Begin)];
        for (int i = 0; i < _outputs.Length; i++) _outputs[i](predictions.Outputs[i]);
        _selected.Append(predictions.Selected);
        _entries.Append(predictions.Identities!);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(_file.Stream, cancellationToken);
        await _file.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        return _file.DisposeAsync();
    }

    private Action<Tensor> Begin(Tensor output) => OutputTypes.Visit(output, new Beginning(_writer));

    private sealed class Beginning(NpzWriter writer) : IOutputVisitor<Action<Tensor>>
    {
        public Action<Tensor> Visit<T>(Tensor<T> output) where T : unmanaged
        {
            int[] rowShape = [.. output.Shape.Skip(1).Select(size => (int)size)];
            NpzArray<T> array = writer.Begin<T>(output.Name, rowShape);
            return tensor => array.Append(tensor.Get<T>());
        }
    }
}
