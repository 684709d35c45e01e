using System.Collections.Concurrent;
using System.Net;
using Hep.Inference.Server.Repository;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Tests.Repository;

/// <summary>Several services over one repository.</summary>
public sealed class ReplicaTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task A_promotion_comes_to_every_replica_and_no_request_fails()
    {
        (Service one, Service other) = await StartTwoAsync();
        await using (one)
        await using (other)
        {
            await one.UploadAsync("linear", Models.Linear(0.5f));
            await one.UploadAsync("linear", Models.Linear(1.5f));
            await UntilAsync(async () => (await other.PostAsync("/v2/models/linear/infer", Row)).Body.Contains("31.5"));
            using CancellationTokenSource stop = new();
            ConcurrentBag<HttpStatusCode> statuses = [];
            Task asking = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                while (!stop.IsCancellationRequested) statuses.Add((await other.PostAsync("/v2/models/linear/infer", Row)).Status);
            }));

            foreach (int version in new[] { 1, 2, 1, 2, 1 })
            {
                await one.ChangeAsync(HttpMethod.Patch, "linear", $$"""{"default_policy":"{{version}}"}""");
                await UntilAsync(async () => (await other.GetModelAsync("linear")).DefaultVersion == version);
            }

            await stop.CancelAsync();
            await asking;
            Assert.That(statuses.Distinct(), Is.EqualTo(new[] { HttpStatusCode.OK }));
            Assert.That((await other.PostAsync("/v2/models/linear/infer", Row)).Body, Does.Contain("30.5"));
            Assert.That(await other.Http.GetByteArrayAsync(new Uri("/v2/repository/models/linear/versions/1/content", UriKind.Relative)),
                Is.EqualTo(Models.Linear(0.5f)));
        }
    }

    [Test]
    public async Task Replicas_that_change_one_model_at_once_lose_nothing_of_each_other()
    {
        string name = TestData.NewFolder();
        (Service one, Service other) = await StartTwoAsync(name: name);
        await using (one)
        await using (other)
        {
            await Task.WhenAll(Enumerable.Range(0, 12)
                .Select(i => (i % 2 == 0 ? one : other).UploadAsync("linear", Models.Linear(i), $"?tag=t{i}")));
            await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? one : other)
                .ChangeAsync(HttpMethod.Patch, "linear", $$$"""{"aliases":{"a{{{i}}}":1}}""")));

            await UntilAsync(async () => (await one.GetModelAsync("linear")).ToJson() == (await other.GetModelAsync("linear")).ToJson());
            RepositoryModel model = await one.GetModelAsync("linear");
            Assert.That(model.Versions.Select(v => v.Version), Is.EqualTo(Enumerable.Range(1, 12)));
            Assert.That(model.Versions.SelectMany(v => v.Tags), Is.EquivalentTo(Enumerable.Range(0, 12).Select(i => $"t{i}")));
            Assert.That(model.Aliases.Keys, Is.EquivalentTo(Enumerable.Range(0, 12).Select(i => $"a{i}")));
            RepositoryHistory history = RepositoryHistory.FromJson(
                (await other.AdministerAsync(HttpMethod.Get, "/v2/repository/models/linear/history")).Body);
            Assert.That(history.Events.Count(e => e.Action == "upload"), Is.EqualTo(12));
            Assert.That(history.Events.Count(e => e.Action == "change"), Is.EqualTo(12));
            // who came second with a number sent its file again: none of those that nobody names stays
            await UntilAsync(async () => (await TestStorage.SharedBlobsAsync(name)).Length == 12);
        }
    }

    [Test]
    public async Task The_same_content_at_once_is_one_version()
    {
        (Service one, Service other) = await StartTwoAsync();
        await using (one)
        await using (other)
        {
            ModelVersion[] versions = await Task.WhenAll(
                one.UploadAsync("linear", Models.Linear(0)), other.UploadAsync("linear", Models.Linear(0)));

            Assert.That(versions.Select(v => v.Version), Is.EqualTo(new[] { 1, 1 }));
            Assert.That(versions.Count(v => v.AlreadyThere), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_quota_is_of_all_replicas_together()
    {
        (Service one, Service other) = await StartTwoAsync(o => o with { TotalQuota = new RepositoryQuota { Versions = 3 } });
        await using (one)
        await using (other)
        {
            HttpStatusCode[] statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
            {
                using HttpResponseMessage answer = await (i % 2 == 0 ? one : other).Administrator.PostAsync(
                    $"/v2/repository/models/m{i}/versions", new ByteArrayContent(Models.Linear(i)));
                return answer.StatusCode;
            }));

            Assert.That(statuses.Count(s => s == HttpStatusCode.OK), Is.EqualTo(3));
            Assert.That(statuses.Count(s => s == HttpStatusCode.Conflict), Is.EqualTo(3));
        }
    }

    [Test]
    public async Task A_store_that_is_slow_holds_up_neither_requests_nor_other_changes()
    {
        await using StoreGate gate = await StoreGate.StartAsync((await SharedServers.GetAsync()).Files.Endpoint);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(TestData.NewFolder());
        using RecordedLog log = new();
        await using Service one = await Service.StartAsync(change: share);
        await using Service other = await Service.StartAsync(change: o => gate.Before(share(o)), log: log);
        foreach (string name in new[] { "late", "linear" }) await one.UploadAsync(name, Models.Linear(0.5f));
        await UntilAsync(async () => (await other.PostAsync("/v2/models/linear/infer", Row)).Status == HttpStatusCode.OK);
        await UntilAsync(async () => (await other.PostAsync("/v2/models/late/infer", Row)).Status == HttpStatusCode.OK);
        gate.Close();

        await one.UploadAsync("late", Models.Linear(1.5f));
        await one.ChangeAsync(HttpMethod.Patch, "linear", """{"description":"seen"}""");
        await UntilAsync(async () => (await other.GetModelAsync("linear")).Description == "seen");
        (HttpStatusCode status, string before) = await other.PostAsync("/v2/models/late/infer", Row);
        await Task.Delay(3000);   // in which it looks thrice
        int told = log.Entries.Count(e => e.Text == "Model linear: changed by another service");
        RepositoryModel changed = await other.ChangeAsync(HttpMethod.Patch, "linear", """{"aliases":{"a":1}}""");
        gate.Open();

        Assert.That((status, before.Contains("30.5")), Is.EqualTo((HttpStatusCode.OK, true)));   // as before, until it is loaded
        Assert.That(changed.Aliases["a"], Is.EqualTo(1));
        Assert.That(told, Is.LessThanOrEqualTo(2));   // its upload, and its description
        await UntilAsync(async () => (await other.PostAsync("/v2/models/late/infer", Row)).Body.Contains("31.5"));
        Assert.That(gate.Fetches, Is.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task Who_asks_for_a_graph_behind_one_that_does_not_come_is_told_to_come_again()
    {
        await using StoreGate gate = await StoreGate.StartAsync((await SharedServers.GetAsync()).Files.Endpoint);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(TestData.NewFolder());
        await using Service one = await Service.StartAsync(change: share);
        await one.UploadAsync("linear", Models.Linear(0));
        await one.UploadAsync("linear", Models.Linear(1));
        gate.Close();
        await using Service other = await Service.StartAsync(change: o => gate.Before(share(o)));
        Uri graph = new("/v2/repository/models/linear/versions/1/graph", UriKind.Relative);

        Task<HttpResponseMessage> first = other.Http.GetAsync(graph);
        await UntilAsync(() => Task.FromResult(gate.Fetches == 2));   // and what answers by default
        using HttpResponseMessage second = await other.Http.GetAsync(graph);
        gate.Open();
        using HttpResponseMessage told = await first;

        Assert.That((second.StatusCode, told.StatusCode), Is.EqualTo((HttpStatusCode.TooManyRequests, HttpStatusCode.OK)));
        Assert.That(second.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task A_replica_whose_connections_were_cut_follows_all_the_same()
    {
        (Service one, Service other) = await StartTwoAsync();
        await using (one)
        await using (other)
        {
            await one.UploadAsync("linear", Models.Linear(0.5f));
            (await SharedServers.GetAsync()).Database.CutConnections();

            ModelVersion version = await RetriedAsync(() => one.UploadAsync("linear", Models.Linear(1.5f)));

            await UntilAsync(async () => (await other.PostAsync("/v2/models/linear/infer", Row)).Body.Contains("31.5"));
            Assert.That(version.Version, Is.EqualTo(2));
        }
    }

    [Test]
    public async Task While_its_database_is_away_a_replica_serves_what_it_has_and_says_so()
    {
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(TestData.NewFolder());
        using PostgresServer database = PostgresServer.Start();
        using RecordedLog log = new();
        await using Service service = await Service.StartAsync(
            change: o => share(o) with { Repository = database.ConnectionString }, log: log);
        await service.UploadAsync("linear", Models.Linear(0.5f));
        Uri ready = new("/v2/health/ready", UriKind.Relative);

        database.Stop();
        await UntilAsync(async () => (await service.Http.GetStringAsync(ready)).Contains("does not answer"));
        string refusal = await service.RefusalAsync(
            HttpStatusCode.ServiceUnavailable, HttpMethod.Patch, "models/linear", """{"aliases":{"a":1}}""");
        HttpStatusCode served = (await service.PostAsync("/v2/models/linear/infer", Row)).Status;
        database.Resume();
        await UntilAsync(async () => await service.Http.GetStringAsync(ready) == """{"ready":true}""");
        RepositoryModel changed = await service.ChangeAsync(HttpMethod.Patch, "linear", """{"aliases":{"a":1}}""");

        Assert.That(served, Is.EqualTo(HttpStatusCode.OK));
        const string cause = @"\(.+\)$";
        Assert.That(refusal, Does.Contain("go on being served").And.Not.Match(cause));
        Assert.That(log.Of(LogLevel.Warning), Has.Some.Match($"^PATCH .* refused with 503: The repository's database .*{cause}"));
        Assert.That(changed.Aliases["a"], Is.EqualTo(1));
        Assert.That(log.Entries.Count(e => e.Text.Contains("database does not answer:")), Is.EqualTo(1));
        Assert.That(log.Entries.Count(e => e.Text.Contains("answers again")), Is.EqualTo(1));
    }

    [Test]
    public async Task The_sweep_takes_files_that_nobody_names_once_they_are_old_and_none_of_others_or_that_another_replica_just_sent()
    {
        string name = TestData.NewFolder();
        SteppedTime time = new();
        time.Step(DateTimeOffset.UtcNow - time.GetUtcNow());
        TestStorage storage = new(StorageKind.Shared);
        await using Service service = await storage.StartAsync(name, time: time);
        await service.UploadAsync("linear", Models.Linear(0));
        string named = (await storage.BlobsAsync(service)).Single();
        string sent = named[..^1] + (named[^1] == '0' ? '1' : '0');   // as that of another upload of the same content
        string foreign = named[..(named.IndexOf('/', StringComparison.Ordinal) + 1)] + "figures.csv";
        S3Server files = (await SharedServers.GetAsync()).Files;
        await files.WriteAsync(sent, Models.Linear(0));
        await files.WriteAsync(foreign, [1]);
        ModelRepository repository = service.Services.GetRequiredService<ModelRepository>();

        await repository.SweepBlobsAsync(default);
        string[] young = await storage.BlobsAsync(service);
        time.Step(TimeSpan.FromDays(2));
        await repository.SweepBlobsAsync(default);

        Assert.That(young, Is.EquivalentTo(new[] { named, sent, foreign }));
        Assert.That(await storage.BlobsAsync(service), Is.EquivalentTo(new[] { named, foreign }));
    }

    [Test]
    public async Task The_sweep_of_a_replica_that_is_behind_takes_no_file_of_a_version_that_it_does_not_show_yet()
    {
        string name = TestData.NewFolder();
        SteppedTime time = new();
        time.Step(DateTimeOffset.UtcNow - time.GetUtcNow());
        await using StoreGate gate = await StoreGate.StartAsync((await SharedServers.GetAsync()).Files.Endpoint);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(name);
        await using Service one = await Service.StartAsync(change: share);
        await using Service other = await Service.StartAsync(change: o => gate.Before(share(o)), time: time);
        await one.UploadAsync("late", Models.Linear(0.5f));
        await UntilAsync(async () => (await other.PostAsync("/v2/models/late/infer", Row)).Status == HttpStatusCode.OK);
        gate.Close();
        await one.UploadAsync("late", Models.Linear(1.5f));
        string[] sent = await TestStorage.SharedBlobsAsync(name);

        time.Step(TimeSpan.FromDays(2));
        Task sweep = other.Services.GetRequiredService<ModelRepository>().SweepBlobsAsync(default);
        await UntilAsync(() => Task.FromResult(sweep.IsCompleted || gate.Deletions > 0));
        int shown = (await other.GetModelAsync("late")).Versions.Count;
        gate.Open();
        await sweep;

        Assert.That((sent.Length, shown), Is.EqualTo((2, 1)));
        Assert.That(await TestStorage.SharedBlobsAsync(name), Is.EquivalentTo(sent));
        await UntilAsync(async () => (await other.PostAsync("/v2/models/late/infer", Row)).Body.Contains("31.5"));
    }

    [Test]
    public async Task A_store_that_deletes_nothing_holds_up_neither_changes_nor_following()
    {
        await using StoreGate gate = await StoreGate.StartAsync((await SharedServers.GetAsync()).Files.Endpoint);
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(TestData.NewFolder());
        await using Service one = await Service.StartAsync(change: share);
        await using Service other = await Service.StartAsync(change: o => gate.Before(share(o)));
        foreach (string name in new[] { "gone", "linear" }) await one.UploadAsync(name, Models.Linear(name.Length));
        await UntilAsync(async () => (await other.PostAsync("/v2/models/linear/infer", Row)).Status == HttpStatusCode.OK);
        await UntilAsync(async () => (await other.PostAsync("/v2/models/gone/infer", Row)).Status == HttpStatusCode.OK);
        gate.Close();

        await other.ChangeAsync(HttpMethod.Delete, "gone?now=true").WaitAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(() => Task.FromResult(gate.Deletions > 0));
        await one.ChangeAsync(HttpMethod.Patch, "linear", """{"description":"seen"}""");
        await UntilAsync(async () => (await other.GetModelAsync("linear")).Description == "seen");
        RepositoryModel changed = await other.ChangeAsync(HttpMethod.Patch, "linear", """{"aliases":{"a":1}}""");
        gate.Open();

        Assert.That(changed.Aliases["a"], Is.EqualTo(1));
    }

    [Test]
    public async Task Only_one_replica_sweeps_at_a_time()
    {
        (Service one, Service other) = await StartTwoAsync();
        await using (one)
        await using (other)
        {
            bool? second = null;
            bool first = false;
            ModelRepository here = one.Services.GetRequiredService<ModelRepository>(),
                there = other.Services.GetRequiredService<ModelRepository>();
            await UntilAsync(async () => first = await here.TakeTurnAsync(
                async () => second = await there.TakeTurnAsync(() => Task.CompletedTask, default), default));

            Assert.That((first, second), Is.EqualTo((true, (bool?)false)));
        }
    }

    [Test]
    public async Task What_one_replica_deletes_no_other_answers_for_and_its_file_goes_with_it()
    {
        (Service one, Service other) = await StartTwoAsync();
        await using (one)
        await using (other)
        {
            await one.UploadAsync("linear", Models.Linear(0));
            await UntilAsync(async () => (await other.PostAsync("/v2/models/linear/infer", Row)).Status == HttpStatusCode.OK);

            await other.ChangeAsync(HttpMethod.Delete, "linear?now=true");

            await UntilAsync(async () => (await one.PostAsync("/v2/models/linear/infer", Row)).Status == HttpStatusCode.NotFound);
            ModelVersion again = await one.UploadAsync("linear", Models.Linear(0));
            Assert.That(again.Version, Is.EqualTo(2));
            await UntilAsync(async () => (await other.PostAsync("/v2/models/linear/infer", Row)).Status == HttpStatusCode.OK);
        }
    }

    private static async Task<(Service One, Service Other)> StartTwoAsync(
        Func<InferenceServerOptions, InferenceServerOptions>? change = null, string? name = null)
    {
        Func<InferenceServerOptions, InferenceServerOptions> share = await TestStorage.ShareAsync(name ?? TestData.NewFolder());
        return (await Service.StartAsync(change: o => change?.Invoke(share(o)) ?? share(o)),
            await Service.StartAsync(change: o => change?.Invoke(share(o)) ?? share(o)));
    }

    private static async Task<ModelVersion> RetriedAsync(Func<Task<ModelVersion>> upload)
    {
        try
        {
            return await upload();
        }
        catch (AssertionException)
        {
            return await upload();   // a connection of the pool may have been the one that was cut: then 503 says to ask again
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (int i = 0; i < 1000; i++)
        {
            if (await isSo()) return;
            await Task.Delay(20);
        }
        Assert.Fail("It never came to be.");
    }
}
