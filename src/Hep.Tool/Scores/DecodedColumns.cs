using System.Collections.Immutable;
using Hep.Inference;
using Hep.Jagged;

namespace Hep.Tool.Scores;

/// <summary>
/// The cells that an autoencoder gave back as columns of events, with the output's name in front: <c>decoded_Jet_pt</c>. Lists of a
/// collection share a counter, <c>ndecoded_Jet</c>.
/// </summary>
internal sealed class DecodedColumns : ITreeColumns
{
    private readonly string _output;
    private readonly ImmutableArray<FeaturePipeline> _pipelines;
    private readonly Dictionary<string, string> _counters = new(StringComparer.Ordinal);

    /// <summary>Lays the columns out.</summary>
    /// <param name="output">The output's name.</param>
    /// <param name="pipelines">Which made the cells; of models of folds one each.</param>
    public DecodedColumns(string output, ImmutableArray<FeaturePipeline> pipelines)
    {
        _output = output;
        _pipelines = pipelines;
        foreach (CollectionLayout collection in pipelines[0].Collections)
            foreach (string column in collection.Columns) _counters[column] = OutputColumns.NameOf($"n{output}_{collection.Name}");
        using PaddedBatch none = pipelines[0].FromCells([], []);
        using EntryBatch events = pipelines[0].Invert(none);
        Schema = new Schema(events.Schema.Select(Renamed));
    }

    /// <inheritdoc/>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public IEnumerable<Column> Make(EntryBatch entries, Predictions predictions)
    {
        using EntryBatch events = Decode(entries, predictions);
        return [.. events.Columns.Select(c => c.ShareAs(Renamed(c.Schema)))];
    }

    private ColumnSchema Renamed(ColumnSchema column) => column with
    {
        Name = OutputColumns.NameOf($"{_output}_{column.Name}"),
        Counter = column.Depth > 0 ? _counters.GetValueOrDefault(column.Name) : null,
    };

    private EntryBatch Decode(EntryBatch entries, Predictions predictions)
    {
        ReadOnlySpan<float> cells = predictions[_output].Get<float>();
        if (_pipelines.Length == 1) return Invert(_pipelines[0], entries, cells);
        // Each model of a fold scales by what it saw.
        ReadOnlySpan<int> folds = predictions[FoldedPredictor.FoldOutput].Get<int>();
        List<EntryBatch> parts = [];
        int[] places = new int[folds.Length];
        int width = folds.IsEmpty ? 0 : cells.Length / folds.Length, taken = 0;
        for (int fold = 0; fold < _pipelines.Length; fold++)
        {
            List<int> rows = [];
            for (int row = 0; row < folds.Length; row++)
                if (folds[row] == fold) rows.Add(row);
            float[] own = new float[rows.Count * width];
            for (int i = 0; i < rows.Count; i++)
            {
                cells.Slice(rows[i] * width, width).CopyTo(own.AsSpan(i * width));
                places[rows[i]] = taken++;
            }
            using EntryBatch part = entries.Take([.. rows]);
            parts.Add(Invert(_pipelines[fold], part, own));
        }
        EntryBatch all = EntryBatch.Take(parts, places);
        foreach (EntryBatch part in parts) part.Dispose();
        return all;
    }

    private static EntryBatch Invert(FeaturePipeline pipeline, EntryBatch entries, ReadOnlySpan<float> cells)
    {
        using PaddedBatch batch = pipeline.ApplyAll(entries);
        return pipeline.Invert(batch, cells);
    }
}
