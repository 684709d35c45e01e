using System.Globalization;
using System.Text;
using Hep.Inference;
using Hep.Jagged;
using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>Scores as a table: source, entry, selected, and a column for each number of the model's outputs; NaN is empty.</summary>
/// <param name="file">Where it is written; taken over.</param>
internal sealed class CsvScores(OutputFile file) : IScoreWriter
{
    private readonly StreamWriter _writer = new(file.Stream,
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private bool _hasHeading, _isComplete;

    /// <inheritdoc/>
    public async Task AddAsync(EntryBatch entries, Predictions predictions, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScoreColumn> columns = ScoreColumn.Of(predictions);
        if (!_hasHeading)
            await _writer.WriteLineAsync(string.Join(',', ["source", "entry", "selected", .. columns.Select(c => Quote(c.Name))]));
        _hasHeading = true;
        StringBuilder line = new();
        for (int row = 0; row < predictions.Count; row++)
        {
            Write(line.Clear(), predictions, columns, row);
            await _writer.WriteAsync(line, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _writer.FlushAsync(cancellationToken);
        _isComplete = true;
        await file.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (file)
            if (!_isComplete) await _writer.DisposeAsync();     // it flushes a stream that is closed by then
    }

    private static void Write(StringBuilder line, Predictions predictions, IReadOnlyList<ScoreColumn> columns, int row)
    {
        EntryIdentities identities = predictions.Identities!;
        EntrySource source = identities.SourceOf(row);
        line.Append(CultureInfo.InvariantCulture,
            $"{source.DatasetSource},{source.ChainStart + identities.Entries[row]},{(predictions.Selected[row] ? 1 : 0)}");
        foreach (ScoreColumn column in columns)
        {
            double value = column.Get(row);
            line.Append(',');
            if (!double.IsNaN(value)) line.Append(column.Format(value));
        }
        line.Append('\n');
    }

    private static string Quote(string name) =>
        name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
