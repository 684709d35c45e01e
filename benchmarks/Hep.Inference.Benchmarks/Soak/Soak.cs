using System.Diagnostics;
using System.Net;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// A service under 70 % of the load that it can bear, for as long as is wanted, while its repository is changed all the time and one
/// request in a hundred is malformed. It has stood that where no good request failed and its memory, handles and threads stayed.
/// </summary>
internal static class Soak
{
    private const double Share = 0.7, MalformedShare = 0.01;
    private const int Clients = 32, WarmingRequests = 20_000, MeasuredRequests = 40_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1), LongestAnswer = TimeSpan.FromSeconds(30);

    public static async Task<bool> RunAsync(string models, TimeSpan duration)
    {
        using SoakService service = await SoakService.StartAsync(models);
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = 256, UseProxy = false };
        using HttpClient client = new(handler) { BaseAddress = service.Address, Timeout = LongestAnswer };
        Exchange[] exchanges = [.. Exchanges()];
        await ClosedLoop.RunAsync(service.Address, [.. exchanges.Where(e => !ByAlias(e))], WarmingRequests, Clients);
        Measured capacity = await ClosedLoop.RunAsync(service.Address, [.. exchanges.Where(e => !ByAlias(e))], MeasuredRequests, Clients);
        Console.WriteLine($"{capacity.Rate:F0} requests/s of {Clients} clients; {duration.TotalMinutes:F1} minutes at {Share:P0} of it");
        SoakTally tally = new();
        SoakFigures figures = new(service, client);
        RepositoryChanges changes = new(client, models, tally);
        await changes.PrepareAsync();
        using CancellationTokenSource enough = new();
        Task[] beside = [changes.RunAsync(enough.Token), figures.RunAsync(enough.Token), ReportAsync(tally, figures, enough.Token)];
        Random random = new(4);
        await PacedLoop.RunAsync(capacity.Rate * Share, duration, due =>
        {
            (double share, int which) = Draw(random);
            return share < MalformedShare
                ? RefuseAsync(service.Address, MalformedRequest.All[which % MalformedRequest.All.Count], tally)
                : PredictAsync(client, exchanges[which % exchanges.Length], due, tally);
        });
        await enough.CancelAsync();
        try
        {
            await Task.WhenAll(beside);
        }
        catch (HttpRequestException e)
        {
            tally.Changed(isFine: false, e.Message);   // it is gone, or hangs
        }
        return Judge(tally, figures);
    }

    /// <summary>Every protocol, with both networks; and the default version as well as an alias.</summary>
    private static IEnumerable<Exchange> Exchanges()
    {
        foreach ((string model, _) in Networks.All)
        {
            foreach (string name in Exchange.Names)
            {
                Exchange exchange = Exchange.Make(name, model);
                yield return exchange;
                if (exchange.Path.StartsWith("/v2/models/", StringComparison.Ordinal))
                    yield return exchange with { Path = exchange.Path.Insert(exchange.Path.LastIndexOf('/'), "/versions/champion") };
            }
        }
    }

    private static bool ByAlias(Exchange exchange) => exchange.Path.Contains("/versions/", StringComparison.Ordinal);

    private static (double Share, int Which) Draw(Random random)
    {
        lock (random) return (random.NextDouble(), random.Next());
    }

    private static async Task PredictAsync(HttpClient client, Exchange exchange, long due, SoakTally tally)
    {
        (HttpStatusCode status, string said) = await ClosedLoop.SendAsync(client, exchange);
        bool isFine = status == HttpStatusCode.OK;
        tally.Predicted(isFine, Stopwatch.GetElapsedTime(due).TotalMilliseconds, isFine ? "" : $"{exchange.Path}: {(int)status} {said}");
    }

    private static async Task RefuseAsync(Uri service, MalformedRequest malformed, SoakTally tally)
    {
        using CancellationTokenSource late = new(LongestAnswer);
        try
        {
            (bool isFine, string answer) = await malformed.SendAsync(service, late.Token);
            tally.Refused(isFine, $"{malformed.Kind}: {answer.ReplaceLineEndings(" ")}");
        }
        catch (OperationCanceledException)
        {
            tally.Refused(isFine: false, $"{malformed.Kind}: no answer");
        }
    }

    private static async Task ReportAsync(SoakTally tally, SoakFigures figures, CancellationToken enough)
    {
        Console.WriteLine("| minute | requests | failed | malformed | changes | p50 ms | p99 ms | resident MiB | heap MiB | handles "
            + "| threads |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (int minute = 1; !enough.IsCancellationRequested; minute++)
        {
            await Task.Delay(Period, enough).ContinueWith(_ => { }, TaskScheduler.Default);   // the last row is of what is left
            (double[] times, int malformed, int changes, int failed) = tally.Take();
            if (times.Length == 0) continue;
            Console.WriteLine($"| {minute} | {times.Length} | {failed} | {malformed} | {changes} | {times[times.Length / 2]:F2} "
                + $"| {times[(int)(times.Length * 0.99)]:F1} | {figures.Resident.Last:F0} | {figures.Heap.Last:F1} "
                + $"| {figures.Handles.Last:F0} | {figures.Threads.Last:F0} |");
        }
    }

    private static bool Judge(SoakTally tally, SoakFigures figures)
    {
        bool isFine = tally.Failed == 0;
        Console.WriteLine($"{tally.Failed} failed");
        foreach (string why in tally.Told) Console.WriteLine($"  {why}");
        foreach (SoakFigure figure in figures.All)
        {
            (bool isFlat, double before, double after) = figure.Judge();
            isFine &= isFlat;
            Console.WriteLine($"{figure.Name}: {before:F1} in the second third, {after:F1} in the last: {(isFlat ? "flat" : "GROWS")}");
        }
        return isFine;
    }
}
