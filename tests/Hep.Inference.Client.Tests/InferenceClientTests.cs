using System.Net;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Testing;
using Hep.Jagged;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Client.Tests;

public sealed class InferenceClientTests
{
    private Service _service = null!;
    private InferenceClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync();
        _client = InferenceClient.Connect(_service.Address, new() { Token = _service.Token });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task A_model_is_uploaded_listed_downloaded_and_deleted()
    {
        byte[] model = Models.Linear(0.5f);
        List<long> sent = [];

        ModelVersion version = await _client.UploadAsync("cycle", new MemoryStream(model), progress: new Direct(sent.Add));
        RepositoryModel listed = (await _client.ListModelsAsync()).Single(m => m.Name == "cycle");
        using MemoryStream copy = new();
        await _client.DownloadAsync("cycle", 1, copy);
        await _client.DeleteAsync("cycle");

        Assert.That(listed.Versions.Select(v => v.ToJson()), Is.EqualTo(new[] { version.ToJson() }));
        Assert.That(sent[^1], Is.EqualTo(model.Length));
        Assert.That(copy.ToArray(), Is.EqualTo(model));
        Assert.That(FailureOf(() => _client.GetModelAsync("cycle")), Is.EqualTo(InferenceFailure.NotFound));
    }

    [Test]
    public async Task Raw_events_get_the_same_scores_here_and_there()
    {
        byte[] model = await Models.EventsAsync();
        await _client.UploadAsync("same", new MemoryStream(model));
        await using OnnxPredictor local = OnnxPredictor.Load(model);
        await using IPredictor remote = await _client.GetPredictorAsync("same");
        using EntryBatch events = Models.Events();

        using Predictions here = await local.PredictAsync(events), there = await remote.PredictAsync(events);

        Assert.That(there.Outputs.Select(o => o.Name), Is.EqualTo(new[] { "score" }));
        Assert.That(there["score"].Get<float>().ToArray(), Is.EqualTo(here["score"].Get<float>().ToArray()));
        Assert.That(there.Selected.ToArray(), Is.EqualTo(here.Selected.ToArray()));
        Assert.That(there.Identities!.Entries.ToArray(), Is.EqualTo(new long[] { 7, 8, 9 }));
    }

    [Test]
    public async Task Padded_batches_get_the_same_scores_here_and_there()
    {
        byte[] model = await Models.EventsAsync();
        await _client.UploadAsync("padded", new MemoryStream(model));
        await using OnnxPredictor local = OnnxPredictor.Load(model);
        await using IPredictor remote = await _client.GetPredictorAsync("padded");
        using EntryBatch events = Models.Events();
        using PaddedBatch batch = local.Pipeline!.ApplyAll(events);

        using Predictions there = await remote.PredictAsync(batch);

        Assert.That(there["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN }));
        Assert.That(there.Selected.ToArray(), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public async Task Events_beyond_one_request_travel_in_several()
    {
        await _client.UploadAsync("many", new MemoryStream(await Models.EventsAsync()));
        using InferenceClient small = InferenceClient.Connect(_service.Address, new() { RequestBytes = 40 });
        await using IPredictor remote = await small.GetPredictorAsync("many");
        using EntryBatch events = Models.Events();
        using EntryBatch twice = EntryBatch.Concat(events, events);

        using Predictions predictions = await remote.PredictAsync(twice);

        Assert.That(predictions["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN, 334f, 120f, float.NaN }));
    }

    [Test]
    public async Task Tensors_of_a_version_are_inferred()
    {
        await _client.UploadAsync("versions", new MemoryStream(Models.Linear(0.5f)));
        await _client.UploadAsync("versions", new MemoryStream(Models.Linear(1.5f)));
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);

        using Predictions first = await _client.InferAsync("versions", [row], version: 1),
            newest = await _client.InferAsync("versions", [row]);

        Assert.That(first["outputs"].Get<float>()[0], Is.EqualTo(30.5f));
        Assert.That(newest["outputs"].Get<float>()[0], Is.EqualTo(31.5f));
    }

    [Test]
    public async Task Failures_say_what_they_are()
    {
        await _client.UploadAsync("failing", new MemoryStream(Models.Linear(0)));
        using InferenceClient stranger = InferenceClient.Connect(_service.Address),
            lost = InferenceClient.Connect(new Uri("http://127.0.0.1:1"), new() { Retries = 0 });
        using Tensor<float> wrong = Tensor.Create<float>("input", [1, 4], [1, 2, 3, 4]);

        Assert.That(FailureOf(() => stranger.UploadAsync("x", new MemoryStream(Models.Linear(0)))),
            Is.EqualTo(InferenceFailure.Unauthorized));
        Assert.That(FailureOf(() => _client.UploadAsync("x", new MemoryStream([1, 2, 3]))), Is.EqualTo(InferenceFailure.InvalidRequest));
        Assert.That(FailureOf(() => _client.InferAsync("failing", [wrong])), Is.EqualTo(InferenceFailure.InvalidRequest));
        Assert.That(FailureOf(() => _client.GetPredictorAsync("nosuch")), Is.EqualTo(InferenceFailure.NotFound));
        Assert.That(FailureOf(() => lost.ListModelsAsync()), Is.EqualTo(InferenceFailure.Unavailable));
    }

    [Test]
    public async Task Health_is_told_and_absence_is_no_error()
    {
        using InferenceClient lost = InferenceClient.Connect(new Uri("http://127.0.0.1:1"));

        Assert.That(await _client.IsLiveAsync() && await _client.IsReadyAsync(), Is.True);
        Assert.That(await lost.IsLiveAsync() || await lost.IsReadyAsync(), Is.False);
    }

    [Test]
    public async Task A_client_of_an_applications_own_connection_works_alike()
    {
        await _client.UploadAsync("factory", new MemoryStream(Models.Linear(0.5f)));
        using HttpClient http = new() { BaseAddress = _service.Address };
        using InferenceClient client = new(http);

        Assert.That((await client.GetMetadataAsync("factory")).Inputs.Single().ToString(), Is.EqualTo("inputs: FP32 [-1, 4]"));
    }

    [Test]
    public async Task A_factory_of_connections_makes_clients()
    {
        ServiceCollection services = new();
        services.AddHttpClient<InferenceClient>(http => http.BaseAddress = _service.Address);
        services.AddSingleton(new InferenceClientOptions { Token = _service.Token });
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<InferenceClient>().UploadAsync("made", new MemoryStream(Models.Linear(0.5f)));

        Assert.That((await _client.GetModelAsync("made")).DefaultVersion, Is.EqualTo(1));
    }

    [Test]
    public async Task A_version_is_named_by_number_alias_or_not_at_all()
    {
        await _client.UploadAsync("aliased", new MemoryStream(Models.Linear(0.5f)), new() { Aliases = ["champion"] });
        await _client.UploadAsync("aliased", new MemoryStream(Models.Linear(1.5f)));
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);
        int? number = 1;

        Assert.That((await _client.GetVersionAsync("aliased", "champion")).Version, Is.EqualTo(1));
        foreach ((VersionReference version, float expected) in
                 new (VersionReference, float)[] { ("champion", 30.5f), (number, 30.5f), (2, 31.5f), ("latest", 31.5f), (default, 31.5f) })
            using (Predictions predictions = await _client.InferAsync("aliased", [row], version))
                Assert.That(predictions["outputs"].Get<float>()[0], Is.EqualTo(expected), $"'{version}'");
        Assert.That(() => _client.GetCardAsync("aliased", default), Throws.ArgumentException);
        Assert.That(() => _client.GetPipelineAsync("aliased", 1), Throws.TypeOf<InferenceException>().With.Message.Contains("no pipeline"));
    }

    [Test]
    public async Task A_service_that_is_busy_is_asked_again_and_uploads_are_sent_once()
    {
        await using Flaky flaky = await Flaky.StartAsync(failures: 2);
        using InferenceClient client = InferenceClient.Connect(flaky.Address);

        IReadOnlyList<RepositoryModel> models = await client.ListModelsAsync();
        int calls = flaky.Calls;
        InferenceFailure failure = FailureOf(() => client.UploadAsync("x", new MemoryStream([1])));

        Assert.That(models, Is.Empty);
        Assert.That(calls, Is.EqualTo(3));
        Assert.That(failure, Is.EqualTo(InferenceFailure.Overloaded));
        Assert.That(flaky.Calls, Is.EqualTo(4));
    }

    [Test]
    public async Task Retries_uploads_and_deletions_are_logged_and_no_token_is()
    {
        using RecordedLog log = new();
        await using Flaky flaky = await Flaky.StartAsync(failures: 1);
        using InferenceClient hopeful = InferenceClient.Connect(flaky.Address, new() { Logger = log });
        using InferenceClient client = InferenceClient.Connect(_service.Address, new() { Logger = log, Token = _service.Token });

        await hopeful.ListModelsAsync();
        ModelVersion version = await client.UploadAsync("logged", new MemoryStream(Models.Linear(0.5f)));
        await client.DeleteAsync("logged");

        Assert.That(log.Of(LogLevel.Warning).Single(),
            Does.StartWith("The service did not take a call (busy): attempt 2 follows in "));
        Assert.That(log.Of(LogLevel.Information), Is.EqualTo(new[]
        {
            $"Model logged: version 1 uploaded to {_service.Address} ({version.Digest})",
            $"Model logged: all versions deleted at {_service.Address}",
        }));
        Assert.That(log.Of(LogLevel.Debug), Does.Contain($"GET {flaky.Address}v2/repository/models answered with 200"));
        Assert.That(log.Entries.Select(e => e.Text), Has.None.Contains(_service.Token));
    }

    [Test]
    [NonParallelizable]
    public async Task Predictions_are_counted_and_traced()
    {
        await _client.UploadAsync("traced", new MemoryStream(await Models.EventsAsync()));
        await using IPredictor remote = await _client.GetPredictorAsync("traced");
        using RecordedMeasurements sums = new("Hep.Inference.Client");
        using RecordedActivities activities = new("Hep.Inference.Client");
        using EntryBatch events = Models.Events();

        using Predictions predictions = await remote.PredictAsync(events);

        Assert.That(sums["hep.client.events"], Is.EqualTo(3));
        Assert.That(activities.Ended.Single().TagObjects.Select(t => $"{t.Key}={t.Value}"),
            Is.EqualTo(new[] { "hep.model=traced", "hep.rows=3" }));
    }

    [Test]
    [NonParallelizable]
    public async Task A_service_of_this_machine_is_reached_past_the_proxy_of_the_environment()
    {
        IWebProxy before = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1");   // as HTTP_PROXY sets it, and nobody listens there
            using InferenceClient client = InferenceClient.Connect(_service.Address);

            Assert.That(await client.IsLiveAsync(), Is.True);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Test]
    public async Task The_token_of_this_machine_goes_to_loopback_alone()
    {
        string file = Path.Combine(TestData.NewFolder(), "token");
        string token = AccessTokenFile.ReadOrCreate(file);
        string? before = Environment.GetEnvironmentVariable(AccessTokenFile.PathVariable);
        try
        {
            Environment.SetEnvironmentVariable(AccessTokenFile.PathVariable, file);

            Uri here = new("http://127.0.0.1:8500"), far = new("https://models.example:8500");
            InferenceClientOptions options =
                InferenceClientOptions.Default.WithTokenOfThisMachine(here) with { Fallbacks = [far], Timeout = TimeSpan.FromSeconds(1) };
            InferenceClientOptions everywhere = options with { Token = "own" };

            Assert.That(options.Token, Is.EqualTo(token));
            Assert.That(await options.GetTokenAsync(here, default), Is.EqualTo(token));
            Assert.That(await options.GetTokenAsync(far, default), Is.Null, "a fallback elsewhere is not of this machine");
            Assert.That(await everywhere.GetTokenAsync(far, default), Is.EqualTo("own"));
            Assert.That(InferenceClientOptions.Default.WithTokenOfThisMachine(new Uri("http://models.example:8500")).Token, Is.Null);
        }
        finally
        {
            Environment.SetEnvironmentVariable(AccessTokenFile.PathVariable, before);
        }
    }

    private static InferenceFailure FailureOf(Func<Task> call) => Assert.ThrowsAsync<InferenceException>(() => call())!.Failure;

    /// <summary>Tells at once, where <see cref="Progress{T}"/> posts.</summary>
    private sealed class Direct(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
