using System.Diagnostics;
using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Benchmarks;

/// <summary>Calls in this process: one row through the small network, and what a row costs in runs of several.</summary>
internal static class Calls
{
    private const int Warm = 20_000, Count = 20_000;

    public static async Task MeasureAsync()
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Networks.Make(Networks.All[1].Layers).ToArray());
        float[] values = [.. Enumerable.Range(0, Networks.CellCount).Select(i => i / 42f)];
        await ReportAsync("PredictAsync(tensors)", async () =>
        {
            using Tensor<float> row = Tensor.Wrap<float>("features", [1, values.Length], values);
            using Predictions predictions = await predictor.PredictAsync([row]);
        });
        using PreparedCall call = predictor.Prepare();
        await ReportAsync("PreparedCall", () =>
        {
            values.CopyTo(call.Input<float>("features"));
            call.Run();
            return Task.CompletedTask;
        });
        foreach ((string name, int[] layers) in Networks.All) await MeasureRowsAsync(name, layers);
    }

    private static async Task MeasureRowsAsync(string name, int[] layers)
    {
        await using OnnxPredictor predictor = OnnxPredictor.Load(Networks.Make(layers).ToArray());
        foreach (int rows in (int[])[1, 4, 16, 32, 64, 128])
        {
            using PreparedCall call = predictor.Prepare(rows);
            for (int i = 0; i < 2000 / rows; i++) call.Run();
            long start = Stopwatch.GetTimestamp();
            int runs = 20_000 / rows;
            for (int i = 0; i < runs; i++) call.Run();
            Console.WriteLine($"{name}, {rows} rows: {Stopwatch.GetElapsedTime(start).TotalMicroseconds / runs / rows:F1} µs a row");
        }
    }

    private static async Task ReportAsync(string what, Func<Task> call)
    {
        for (int i = 0; i < Warm; i++) await call();
        long before = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++) await call();
        double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count;
        Console.WriteLine($"{what}: {microseconds:F1} µs, {(GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Count:F0} bytes");
    }
}
