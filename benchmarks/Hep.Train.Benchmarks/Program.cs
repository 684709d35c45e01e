using System.Diagnostics;
using System.Globalization;
using Hep.Jagged;
using Hep.Train;
using Hep.Train.Benchmarks;
using Hep.Train.TorchSharp;
using TorchSharp;

// Ours and the floor in turns, so that a busy machine slows both; the medians of the rounds are compared. "leak" runs 10 000 steps and
// prints the resident memory every thousand; "wait FILE" trains on a file and prints for which share of an epoch the engine waits.
const int Rounds = 60;
if (!TorchSharpEngine.IsAvailable(out string? why)) throw new InvalidOperationException(why);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
torch.set_num_threads(1);

if (args is ["wait", string file])
{
    await Waiting.MeasureAsync("in memory", file, new TrainingOptions().Cache);
    await Waiting.MeasureAsync("streamed", file, cache: 0);
    return;
}
foreach (int entries in (int[])[100, 1000])
{
    using TorchSharpEngine engine = new(Events.Network);
    (FeaturePipeline pipeline, PaddedBatch batch) = Events.Make(entries);
    using PaddedBatch owned = batch;
    engine.Start(Events.Problem(pipeline));
    int[] rows = [.. Enumerable.Range(0, entries)];
    if (args is ["leak"])
    {
        for (int thousand = 0; thousand <= 10; thousand++)
        {
            if (thousand > 0) await engine.TrainAsync(Steps(batch, rows, 1000));
            Console.WriteLine($"batch {entries,5}: {thousand * 1000,6} steps, "
                + $"{Environment.WorkingSet >> 20,5} MiB, {torch.Tensor.TotalCount} tensors");
        }
        continue;
    }
    using BareLoop bare = new(entries);
    int steps = entries == 100 ? 100 : 40;
    List<double> ours = [], floor = [];
    for (int round = -3; round < Rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++) bare.Step();
        double bareTime = Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
        start = Stopwatch.GetTimestamp();
        await engine.TrainAsync(Steps(batch, rows, steps));
        double ourTime = Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
        if (round < 0) continue;
        floor.Add(bareTime);
        ours.Add(ourTime);
    }
    double ratio = Median([.. ours.Zip(floor, (o, f) => o / f)]);
    Console.WriteLine($"batch {entries,5}: bare loop {Median(floor),7:F1} µs, engine {Median(ours),7:F1} µs a step, ratio {ratio:F3}");
}

// Shuffled rows are copied for each step, as training from memory does.
static async IAsyncEnumerable<PaddedBatch> Steps(PaddedBatch batch, int[] rows, int steps)
{
    await Task.CompletedTask;
    for (int step = 0; step < steps; step++) yield return batch.Take(rows);
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
