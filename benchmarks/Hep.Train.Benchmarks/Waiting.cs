using System.Globalization;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Root.IO;
using Hep.Train.TorchSharp;

namespace Hep.Train.Benchmarks;

/// <summary>For which share of an epoch the engine waits for entries of a file: 64 flat columns → 128 → 1, batches of 1000.</summary>
internal static class Waiting
{
    // An epoch takes 10 ms: the first few hundred are the seconds in which the runtime compiles what is run often once more.
    private const int Epochs = 1600, WarmUp = 600;

    public static async Task MeasureAsync(string what, string file, long cache)
    {
        DatasetSource source = new() { Files = [file], Label = ["MET_pt > 30"] };
        RootDataset data = await RootDataset.OpenAsync(new DatasetSpecification { Sources = [source] });
        string[] columns = [.. data.Schema.Where(c => c.Depth == 0 && c.FixedCount == 1 && !DatasetColumns.IsReserved(c.Name))
            .Select(c => c.Name).Where(name => name is not ("run" or "luminosityBlock" or "event" or "MET_pt")).Take(Events.CellCount)];
        using TorchSharpEngine engine = new(Events.Network);
        TrainingOptions options = new() { Batch = 1000, Epochs = Epochs, Patience = Epochs, LearningRate = 0.001, Seed = 1, Cache = cache };
        TrainingResult result = await Trainer.FitAsync(data, new FeatureSpecification { Columns = [.. columns] }, engine, options);
        EpochReport[] epochs = [.. result.Card.History.Skip(WarmUp)];
        long entries = result.Card.Data.TrainingEntries;
        double epochTime = epochs.Average(e => entries / e.EntriesPerSecond), waited = epochs.Average(e => e.WaitedSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,10}: {entries} entries, {columns.Length} columns, "
            + $"epoch {1e3 * epochTime:F2} ms, waited {1e3 * waited:F2} ms, {100 * waited / epochTime:F1} %"));
    }
}
