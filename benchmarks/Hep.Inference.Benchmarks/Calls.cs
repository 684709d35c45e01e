using System.Diagnostics;
using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Benchmarks;

/// <summary>One row through the small network in this process.</summary>
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
