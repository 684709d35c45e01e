using System.Globalization;
using Hep.Inference.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["models", var folder]:
        await WriteModelsAsync(folder);
        return 0;
    case ["floor", var model, var url]:
        await Floor.ServeAsync(await File.ReadAllBytesAsync(model), url);
        return 0;
    case ["service", var models, var url]:
        await Service.ServeAsync(models, url);
        return 0;
    case ["load", var url, .. var names]:
        return await LoadAsync(new Uri(url), names.Length > 0 ? names : [.. Exchange.Names]) ? 0 : 1;
    case ["soak", var models]:
        return await Soak.RunAsync(models, TimeSpan.FromMinutes(10)) ? 0 : 1;
    case ["soak", var models, var seconds]:
        return await Soak.RunAsync(models, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))) ? 0 : 1;
    case ["wrk", var service, var floor]:
        await CompareAsync(new Uri(service), new Uri(floor));
        return 0;
    case ["allocations", var models, .. var names]:
        await Service.ServeAsync(models, "http://127.0.0.1:7099", service =>
        {
            foreach (string name in names.Length > 0 ? names : [.. Exchange.Names.Except(["events"])]) Allocations.Measure(service, name);
            return Task.CompletedTask;
        });
        return 0;
    case ["drift", var models]:
        await DriftCost.MeasureAsync(models);
        return 0;
    case ["call"]:
        await Calls.MeasureAsync();
        return 0;
    default:
        Console.Error.WriteLine("""
            models FOLDER            writes big.onnx and small.onnx (TFaaS' networks), and the same over raw events
            floor MODEL.onnx URL     serves one model with Kestrel and ONNX Runtime alone
            service FOLDER URL       serves the models of a folder as hep serve does, from an empty repository
            load URL [EXCHANGE…]     TFaaS' published loads against a service that has the models: 1000 requests of 100 clients, 5000 of 200
            soak FOLDER [SECONDS]    serves the models of a folder at 70 % of what can be borne, 600 seconds or as many, with changes and
                                     malformed requests: 1 where a good request failed, or memory, handles or threads grow
            wrk URL FLOOR-URL        the service and the floor in turns, big.onnx, 100 connections and 1
            allocations FOLDER [EXCHANGE…]   bytes that the service allocates a request, by type
            drift FOLDER             what counting raw events against the training costs a request
            call                     calls in this process: time and allocations
            """);
        return 2;
}

static async Task WriteModelsAsync(string folder)
{
    Directory.CreateDirectory(folder);
    foreach ((string name, int[] layers) in Networks.All)
    {
        Networks.Make(layers).Save(Path.Combine(folder, $"{name}.onnx"));
        (await Networks.MakeWithPipelineAsync(layers)).Save(Path.Combine(folder, $"{name}_events.onnx"));
    }
}

static async Task<bool> LoadAsync(Uri service, string[] exchanges)
{
    bool isFine = true;
    Console.WriteLine("| model | exchange | requests | clients | requests/s | median ms | p99 ms | slowest ms | failed |");
    Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|");
    foreach ((string model, _) in Networks.All)
    {
        foreach (string name in exchanges)
        {
            foreach ((int requests, int clients) in ((int, int)[])[(1000, 100), (5000, 200)])
            {
                Measured m = await ClosedLoop.RunAsync(service, [Exchange.Make(name, model)], requests, clients);
                Console.WriteLine($"| {model} | {name} | {requests} | {clients} | {m.Rate:F0} | {m.Median:F2} | {m.NinetyNinth:F2} "
                    + $"| {m.Slowest:F1} | {m.Failures} |");
                isFine &= m.Failures == 0;
            }
        }
    }
    return isFine;
}

// In turns, so that a busy machine slows both; the median of the rounds' ratios is what counts.
static async Task CompareAsync(Uri service, Uri floor)
{
    const int Rounds = 3, Seconds = 4;
    Console.WriteLine("| exchange | connections | floor requests/s | p50 ms | p99 ms | service requests/s | p50 ms | p99 ms "
        + "| rate | p50 | p99 | failed |");
    Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    foreach ((string ours, string bare) in ((string, string)[])[("json", "json"), ("tensor", "json"), ("binary", "raw")])
    {
        foreach (int connections in (int[])[100, 1])
        {
            List<(Measured Floor, Measured Service)> rounds = [];
            for (int round = -1; round < Rounds; round++)
            {
                Measured f = await Wrk.RunAsync(floor, Exchange.Make(bare, "big"), connections, Seconds);
                Measured s = await Wrk.RunAsync(service, Exchange.Make(ours, "big"), connections, Seconds);
                if (round >= 0) rounds.Add((f, s));
            }
            double Of(Func<(Measured Floor, Measured Service), double> figure) => rounds.Select(figure).Order().ElementAt(Rounds / 2);
            Console.WriteLine($"| {ours} | {connections} "
                + $"| {Of(r => r.Floor.Rate):F0} | {Of(r => r.Floor.Median):F2} | {Of(r => r.Floor.NinetyNinth):F2} "
                + $"| {Of(r => r.Service.Rate):F0} | {Of(r => r.Service.Median):F2} | {Of(r => r.Service.NinetyNinth):F2} "
                + $"| {Of(r => r.Service.Rate / r.Floor.Rate):F2} | {Of(r => r.Service.Median / r.Floor.Median):F2} "
                + $"| {Of(r => r.Service.NinetyNinth / r.Floor.NinetyNinth):F2} | {rounds.Sum(r => r.Service.Failures)} |");
        }
    }
}
