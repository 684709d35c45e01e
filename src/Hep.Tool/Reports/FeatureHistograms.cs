using System.Globalization;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Root.IO;
using Hep.Train;

namespace Hep.Tool.Reports;

/// <summary>What features look like, class by class, before scaling: weighted, each class normalised to 1.</summary>
internal sealed class FeatureHistograms
{
    private const int Bins = 40, ColumnsAtMost = 24, ClassesAtMost = 6;
    private const double EntriesAtMost = 500_000, QuartileDistances = 3;

    private readonly FeaturePipeline _pipeline;
    private readonly string[] _classes;
    private readonly ColumnSummary[] _columns;
    private readonly Histogram[][] _histograms;   // [columns][classes]

    private FeatureHistograms(TrainingResult result)
    {
        _pipeline = result.Pipeline;
        ModelHead head = result.Card.Heads[0];
        _classes = head.Labels.Count == 0 || head.Task == ModelTasks.Regression ? ["all"] : [.. head.Labels.Take(ClassesAtMost)];
        Dictionary<string, double> importances = result.Card.Importances.ToDictionary(i => i.Column, i => i.LossIncrease);
        _columns = [.. result.Card.Statistics.Where(c => c.Count > 0)
            .OrderByDescending(c => importances.GetValueOrDefault(c.Name)).Take(ColumnsAtMost)];
        _histograms = [.. _columns.Select(c => _classes.Select(_ => NewHistogram(c)).ToArray())];
    }

    /// <summary>Reads the entries that pass the cuts, or some clusters where there are many.</summary>
    /// <returns>A picture a column, those first on which the model relies most.</returns>
    public static async Task<IReadOnlyList<(Chart Chart, string Caption)>> CollectAsync(
        RootDataset events, TrainingResult result, CancellationToken cancellationToken)
    {
        if (events.EntryCount > EntriesAtMost) events = events.WithSample(new DatasetSample(EntriesAtMost / events.EntryCount.Value));
        FeatureHistograms histograms = new(result);
        await foreach (PaddedBatch batch in events.Vectorize(result.Pipeline, cancellationToken: cancellationToken))
            using (batch) histograms.Add(batch);
        return histograms.Draw();
    }

    private void Add(PaddedBatch batch)
    {
        float[] labels = _classes.Length == 1 ? new float[batch.EntryCount] : batch.Labels.ToArray();
        for (int label = 0; label < _classes.Length; label++)
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == label)];
            using PaddedBatch own = batch.Take(rows);
            using EntryBatch raw = _pipeline.Invert(own);
            for (int column = 0; column < _columns.Length; column++)
                // the elements of a fixed shape are quantities of their own: one histogram of all says nothing
                if (raw.Schema.TryGet(_columns[column].Name, out ColumnSchema? schema) && schema.FixedCount == 1)
                    Fill(_histograms[column][label], raw.GetAs<double>(schema.Name), own.Weights);
        }
    }

    /// <summary>Counts the values of each entry with its weight.</summary>
    private static void Fill(Histogram histogram, Column<double> column, ReadOnlySpan<float> weights)
    {
        for (int entry = 0; entry < weights.Length; entry++)
        {
            (int start, int end) = (entry, entry + 1);
            for (int level = 0; level < column.Schema.Depth; level++)
                (start, end) = (column.Offsets(level)[start], column.Offsets(level)[end]);
            foreach (double value in column.Values[start..end]) histogram.Fill(value, weights[entry]);
        }
    }

    private IReadOnlyList<(Chart, string)> Draw() =>
    [
        .. _columns.Index().Where(c => _histograms[c.Index].Any(h => h.EntryCount > 0)).Select(c => Draw(c.Item, _histograms[c.Index])),
    ];

    private (Chart, string) Draw(ColumnSummary column, Histogram[] histograms) =>
        (Histogram.Overlay([.. _classes.Zip(histograms, (name, histogram) => (NameOf(name), histogram)).Reverse()],   // signal first
            new HistogramDrawing { Title = column.Name, Normalized = true }),
         string.Create(CultureInfo.InvariantCulture,
             $"Half of the training values lie from {column.Quantile25:G4} to {column.Quantile75:G4}."));

    private string NameOf(string label) => _classes.Length switch
    {
        1 => label,
        2 => label == "1" ? "signal" : "background",
        _ => $"class {label}",
    };

    /// <summary>The middle of the values, as far as there are some: tails would leave nothing to see.</summary>
    private static Histogram NewHistogram(ColumnSummary column)
    {
        double reach = QuartileDistances * (column.Quantile75 - column.Quantile25);
        double low = reach > 0 ? Math.Max(column.Minimum, column.Quantile25 - reach) : column.Minimum;
        double high = reach > 0 ? Math.Min(column.Maximum, column.Quantile75 + reach) : column.Maximum;
        high += (high > low ? high - low : 1) * 1e-6;   // the greatest value is inside
        return new Histogram(Bins, low, Math.Max(high, Math.BitIncrement((float)low))) { XLabel = column.Name, YLabel = "share" };
    }
}
