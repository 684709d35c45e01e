using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>
/// How much a model relies on each column, and on each channel of a grid: its loss when the cells are taken from other entries. Tokens are
/// cells, of which sets take the columns.
/// </summary>
internal static class Importance
{
    private const int EntriesAtMost = 10_000;

    /// <summary>Measures with the present weights, on the first validation entries; most important columns come first.</summary>
    public static async Task<IReadOnlyList<FeatureImportance>> MeasureAsync(
        ITrainingEngine engine, TrainingProblem problem, TrainingPart validation, CancellationToken cancellationToken)
    {
        TrainingOptions options = problem.Options;
        if (options.ImportanceRepetitions == 0) return [];
        using PaddedBatch entries = await TakeAsync(validation, cancellationToken).ConfigureAwait(false);
        double loss = await LossAsync(entries).ConfigureAwait(false);
        List<FeatureImportance> importances = [];
        foreach ((string name, Func<int[], PaddedBatch> exchange) in ExchangesOf(entries, problem.Pipeline))
        {
            double[] increases = new double[options.ImportanceRepetitions];
            for (int i = 0; i < increases.Length; i++)
            {
                using PaddedBatch exchanged = exchange(SeededRandom.ForEpoch(options.Seed, i).Permutation(entries.EntryCount));
                increases[i] = await LossAsync(exchanged).ConfigureAwait(false) - loss;
            }
            double mean = increases.Average();
            importances.Add(new(name, mean, Math.Sqrt(increases.Average(x => (x - mean) * (x - mean)))));
        }
        return [.. importances.OrderByDescending(i => i.LossIncrease)];

        async Task<double> LossAsync(PaddedBatch batch)
        {
            ValidationPass pass = new(engine, problem);
            // Held against the entries as they are, which is what a reconstruction is to give back.
            return await pass.AddAsync(batch, entries, cancellationToken).ConfigureAwait(false) ? pass.ToEvaluation().Loss : double.NaN;
        }
    }

    private static async Task<PaddedBatch> TakeAsync(TrainingPart validation, CancellationToken cancellationToken)
    {
        List<PaddedBatch> taken = [];
        try
        {
            await foreach (PaddedBatch batch in validation.ReadInOrderAsync(cancellationToken).ConfigureAwait(false))
            {
                taken.Add(batch);
                if (taken.Sum(b => b.EntryCount) >= EntriesAtMost) break;
            }
            return PaddedBatch.Concat(taken);
        }
        finally
        {
            taken.ForEach(b => b.Dispose());
        }
    }

    /// <summary>What can be exchanged, each with how it is done in an order of entries.</summary>
    private static IEnumerable<(string Name, Func<int[], PaddedBatch> Exchange)> ExchangesOf(PaddedBatch entries, FeaturePipeline pipeline)
    {
        CellLayout cells = pipeline.Layout;
        foreach ((int column, string name) in pipeline.Features.Index())
            if (cells.CountOf(column) > 0)
                yield return (name, order =>
                    entries.Exchange([.. Enumerable.Range(cells.FirstCells[column], cells.CountOf(column))], order));
        foreach (GridLayout grid in entries.Grids)
            foreach ((int channel, string name) in grid.Channels.Index())
                yield return (name, order => entries.ExchangeGrid(grid.Name, channel, order));
    }
}
