using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Inference.Server.Tests;
using Hep.Onnx;
using Hep.Testing;

namespace Hep.Tool.Tests.Serving;

/// <summary>
/// Three services over one PostgreSQL and one store of files. At random one is killed and started anew, or stopped for some seconds, while
/// models are uploaded and promoted and 500 requests a second go to those that run. What was acknowledged is there in the end, a promotion
/// is everywhere within two seconds, and no request to a service that was left alone fails. <c>HEP_FIRE_SECONDS</c> says how long, 60
/// seconds without it.
/// </summary>
[NonParallelizable, Explicit("it takes a minute, and a machine of its own")]
public sealed class ReplicasUnderFireTests
{
    private const int Replicas = 3, RequestsASecond = 500;
    private const string Steady = "steady", Moving = "moving";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("HEP_FIRE_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    private readonly string _folder = TestData.NewFolder();
    private readonly Random _random = new(20261129);
    private readonly ConcurrentDictionary<int, string> _acknowledged = new();   // digests by version
    private readonly ConcurrentBag<string> _failures = [];
    private readonly List<double> _delays = [];   // of promotions, until a service that was left alone has them, in seconds
    private Replica[] _replicas = [];
    private int _requests, _uploads;

    [TearDown]
    public void End()
    {
        foreach (Replica replica in _replicas) replica.Dispose();
        SharedServers.Stop();
    }

    [Test]
    public async Task Nothing_that_was_acknowledged_is_lost_and_no_good_request_to_a_survivor_fails()
    {
        (PostgresServer database, S3Server files) = await SharedServers.GetAsync();
        Replica[] replicas = _replicas = [.. Enumerable.Range(0, Replicas).Select(i => new Replica(_folder, i, database.MakeSchema("fire"),
            files.AddressOf("fire")))];
        foreach (Replica replica in replicas) await replica.StartAsync();   // one by one: the first makes the token
        await replicas[0].Client.UploadAsync(Steady, new MemoryStream(Model(0)));
        await AddAsync(replicas[0].Client, 1);
        foreach (Replica replica in replicas) await UntilAsync(async () => await replica.TryDefaultAsync(Moving) == 1);
        using CancellationTokenSource over = new(Duration);

        await Task.WhenAll(AskAsync(replicas, over.Token), ChangeAsync(replicas, over.Token), FireAsync(replicas, over.Token));

        foreach (Replica replica in replicas) await CheckAsync(replica);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_requests} requests, {_uploads} versions, {_delays.Count} arrivals of promotions, the latest after {_delays.Max():F2} s, "
                + $"{replicas.Sum(r => r.Kills)} kills, {replicas.Sum(r => r.Pauses)} stops"));
        Assert.That(_failures, Is.Empty);
        Assert.That(_delays.Max(), Is.LessThanOrEqualTo(2));
    }

    /// <summary>Sends requests evenly to all that run; what counts is what a service got that was left alone all the while.</summary>
    private async Task AskAsync(Replica[] replicas, CancellationToken over)
    {
        List<Task> asked = [];
        Stopwatch watch = Stopwatch.StartNew();
        while (!over.IsCancellationRequested)
        {
            for (; asked.Count < watch.Elapsed.TotalSeconds * RequestsASecond; _requests++)
            {
                Replica replica = replicas[_requests % Replicas];
                asked.Add(replica.IsUp ? AskAsync(replica, _requests % 2 == 0 ? Steady : Moving) : Task.CompletedTask);
            }
            await Task.Delay(5, CancellationToken.None);
        }
        await Task.WhenAll(asked);
    }

    private async Task AskAsync(Replica replica, string model)
    {
        int disturbed = replica.Disturbances;
        string? failure = null;
        try
        {
            using StringContent row = new("""{"inputs":[{"name":"inputs","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""");
            using HttpResponseMessage answer = await replica.Http.PostAsync($"/v2/models/{model}/infer", row);
            if (answer.StatusCode != HttpStatusCode.OK) failure = await answer.Content.ReadAsStringAsync();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            failure = e.Message;
        }
        if (failure is not null && replica.IsUp && replica.Disturbances == disturbed) _failures.Add($"{model}: {failure}");
    }

    /// <summary>Uploads and promotes through any service that runs, one after the other, and waits until all have it.</summary>
    private async Task ChangeAsync(Replica[] replicas, CancellationToken over)
    {
        for (int bias = 2; !over.IsCancellationRequested; bias++)
        {
            Replica[] up = [.. replicas.Where(r => r.IsUp)];
            Replica writer = up[_random.Next(up.Length)];
            try
            {
                int promoted = await AddAsync(writer.Client, bias);
                if (bias % 3 == 0)
                {
                    promoted = _acknowledged.Keys.ElementAt(_random.Next(_acknowledged.Count));
                    await writer.Client.ChangeModelAsync(Moving, new()
                    {
                        DefaultPolicy = promoted.ToString(CultureInfo.InvariantCulture),
                    }, CancellationToken.None);
                }
                else if (bias % 3 == 1)
                {
                    await writer.Client.ChangeModelAsync(Moving, new() { DefaultPolicy = "latest" }, CancellationToken.None);
                }
                else
                {
                    continue;   // what is pinned stays
                }
                Stopwatch since = Stopwatch.StartNew();
                await Task.WhenAll(replicas.Select(r => ArriveAsync(r, promoted, since)));
            }
            catch (Exception e) when (e is InferenceException or HttpRequestException or OperationCanceledException)
            {
                await Task.Delay(100, CancellationToken.None);   // not acknowledged
            }
        }
    }

    private async Task ArriveAsync(Replica replica, int version, Stopwatch since)
    {
        int disturbed = replica.Disturbances;
        while (replica.IsUp && replica.Disturbances == disturbed && since.Elapsed.TotalSeconds < 10)
        {
            if (await replica.TryDefaultAsync(Moving) == version)
            {
                lock (_delays) _delays.Add(since.Elapsed.TotalSeconds);
                return;
            }
            await Task.Delay(20);
        }
        if (replica.IsUp && replica.Disturbances == disturbed) _failures.Add($"version {version} did not arrive in 10 s");
    }

    private async Task<int> AddAsync(InferenceClient client, int bias)
    {
        ModelVersion version = await client.UploadAsync(Moving, new MemoryStream(Model(bias)));
        _acknowledged[version.Version] = version.Digest;
        _uploads++;
        return version.Version;
    }

    /// <summary>Kills one and stops another, never all.</summary>
    private async Task FireAsync(Replica[] replicas, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(_random.Next(1000, 3000), CancellationToken.None);
            int killed = _random.Next(Replicas), paused = (killed + 1 + _random.Next(Replicas - 1)) % Replicas;
            Task stop = replicas[paused].PauseAsync(TimeSpan.FromSeconds(_random.Next(1, 8)));
            replicas[killed].Kill();
            await Task.Delay(_random.Next(500, 2000), CancellationToken.None);
            await replicas[killed].StartAsync();
            await stop;
        }
    }

    private async Task CheckAsync(Replica replica)
    {
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 2], [1, 2]);
        await UntilAsync(async () => (await replica.Client.ListModelsAsync()).Single(m => m.Name == Moving).Versions.Count >= _uploads);
        RepositoryModel model = (await replica.Client.ListModelsAsync()).Single(m => m.Name == Moving);
        foreach ((int version, string digest) in _acknowledged)
        {
            Assert.That(model.Versions.Single(v => v.Version == version).Digest, Is.EqualTo(digest));
            using Predictions predictions = await replica.Client.InferAsync(Moving, [row], version);
            Assert.That(predictions["score"].Count, Is.EqualTo(1));
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (int i = 0; i < 500; i++)
        {
            if (await isSo()) return;
            await Task.Delay(20);
        }
        Assert.Fail("It never came to be.");
    }

    private static byte[] Model(int bias)
    {
        OnnxGraph graph = new("sum");
        graph.AddOutput("score", graph.Dense(graph.AddInput("inputs", 2), [1, 1], [bias], "sum"));
        return graph.ToModel().ToArray();
    }
}
