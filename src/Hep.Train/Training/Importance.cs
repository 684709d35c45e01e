using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>How much a model relies on each column: its loss when the column's cells are taken from other entries.</summary>
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
        foreach (IGrouping<string, int> column in entries.Cells.Index().GroupBy(c => ColumnOf(c.Item), c => c.Index))
        {
            double[] increases = new double[options.ImportanceRepetitions];
            for (int i = 0; i < increases.Length; i++)
            {
                int[] order = SeededRandom.ForEpoch(options.Seed, i).Permutation(entries.EntryCount);
                using PaddedBatch exchanged = entries.Exchange([.. column], order);
                increases[i] = await LossAsync(exchanged).ConfigureAwait(false) - loss;
            }
            double mean = increases.Average();
            importances.Add(new(column.Key, mean, Math.Sqrt(increases.Average(x => (x - mean) * (x - mean)))));
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

    /// <summary>The column of a cell: <c>Jet_pt</c> of <c>Jet_pt[0]</c>.</summary>
    private static string ColumnOf(string cell) => cell.IndexOf('[') is > 0 and int bracket ? cell[..bracket] : cell;
}
