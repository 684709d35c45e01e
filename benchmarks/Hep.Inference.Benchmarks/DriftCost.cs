using System.Diagnostics;
using System.Text;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// What counting raw events against the training costs a request: services with and without it, in turns. Times are those of the processors
/// that this process took, client and service together: who else is busy on the machine makes them no longer.
/// </summary>
internal static class DriftCost
{
    private const int Rounds = 8, Requests = 4000, Passes = 20_000;

    public static async Task MeasureAsync(string models)
    {
        Uri counting = new("http://127.0.0.1:7101"), plain = new("http://127.0.0.1:7102");
        await MeasurePassesAsync();
        OnnxPredictorOptions predictor = new InferenceServerOptions().Predictor;
        await Service.ServeAsync(models, counting.ToString(), predictor, _ =>
            Service.ServeAsync(models, plain.ToString(), predictor with { ObserveFeatures = false }, _ => CompareAsync(counting, plain)));
    }

    /// <summary>The pass from raw events to cells alone, in this process.</summary>
    private static async Task MeasurePassesAsync()
    {
        OnnxModel model = await Networks.MakeWithPipelineAsync([8]);
        FeaturePipeline pipeline = FeaturePipeline.FromJson(model.Metadata[OnnxModel.PipelineKey]);
        FeatureObserver observer = pipeline.Observe(pipeline.InputSchema.Select(c => new FeatureReference(
            c.Name, 0, 1, new ValueBins([.. Enumerable.Range(1, 9).Select(i => i / 10.0)], [.. Enumerable.Repeat(0.1, 10)]))));
        Console.WriteLine("| events | pass without µs | pass with µs | µs an event |");
        Console.WriteLine("|--:|--:|--:|--:|");
        foreach (int events in (int[])[1, 10, 100, 1000])
        {
            using EntryBatch batch = new(Networks.Events(events), EntryIdentities.Range(new EntrySource(Guid.Empty, ""), 0, events));
            int passes = Passes / Math.Max(1, events / 10);
            List<(double With, double Without)> rounds = [];
            for (int round = -1; round < Rounds; round++)
            {
                (double without, double with) = (Time(null), Time(observer));
                if (round >= 0) rounds.Add((with, without));
            }
            (double plain, double counted) = (rounds.Min(r => r.Without), rounds.Min(r => r.With));
            Console.WriteLine($"| {events} | {plain:F1} | {counted:F1} | {(counted - plain) / events:F2} |");

            double Time(FeatureObserver? by)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < passes; i++) pipeline.ApplyAll(batch, by).Dispose();
                return Stopwatch.GetElapsedTime(start).TotalMicroseconds / passes;
            }
        }
        Console.WriteLine();
    }

    private static async Task CompareAsync(Uri counting, Uri plain)
    {
        Console.WriteLine("| model | events | clients | request without µs | request with µs | cost |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach ((string model, _) in Networks.All)
        {
            foreach ((int events, int clients) in ((int, int)[])[(1, 1), (1, 32), (100, 8)])
            {
                Exchange[] exchange = [Repeated(Exchange.Make("events", model), events)];
                List<(double With, double Without)> rounds = [];
                for (int round = -1; round < Rounds; round++)
                {
                    double first = await TimeAsync(round % 2 == 0 ? counting : plain);   // each comes first as often
                    double second = await TimeAsync(round % 2 == 0 ? plain : counting);
                    if (round >= 0) rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
                }
                async Task<double> TimeAsync(Uri service)
                {
                    int requests = Requests / Math.Max(1, events / 10);
                    TimeSpan before = Environment.CpuUsage.TotalTime;
                    await ClosedLoop.RunAsync(service, exchange, requests, clients);
                    return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / requests;
                }
                double Median(Func<(double With, double Without), double> figure) => rounds.Select(figure).Order().ElementAt(Rounds / 2);
                Console.WriteLine($"| {model} | {events} | {clients} | {Median(r => r.Without):F0} | {Median(r => r.With):F0} "
                    + $"| {Median(r => (r.With / r.Without) - 1):P1} |");
            }
        }
    }

    private static Exchange Repeated(Exchange exchange, int events)
    {
        string body = Encoding.UTF8.GetString(exchange.Body), one = body[(body.IndexOf('[') + 1)..body.LastIndexOf(']')];
        return exchange with { Body = Encoding.UTF8.GetBytes($"{{\"events\":[{string.Join(',', Enumerable.Repeat(one, events))}]}}") };
    }
}
