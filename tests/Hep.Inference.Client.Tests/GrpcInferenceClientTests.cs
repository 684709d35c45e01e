using Grpc.Core;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Testing;
using Hep.Jagged;

namespace Hep.Inference.Client.Tests;

public sealed class GrpcInferenceClientTests
{
    private Service _service = null!;
    private GrpcInferenceClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync();
        _client = GrpcInferenceClient.Connect(_service.GrpcAddress, new() { Token = _service.Token });
        await _service.UploadAsync("linear", Models.Linear(0.5f));
        await _service.UploadAsync("linear", Models.Linear(1.5f), "?alias=champion");
        await _service.UploadAsync("events", await Models.EventsAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task Tensors_of_a_version_are_inferred()
    {
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);

        using Predictions first = await _client.InferAsync("linear", [row], 1), newest = await _client.InferAsync("linear", [row]),
            named = await _client.InferAsync("linear", [row], "champion");

        Assert.That(first["outputs"].Get<float>()[0], Is.EqualTo(30.5f));
        Assert.That(newest["outputs"].Get<float>()[0], Is.EqualTo(31.5f));
        Assert.That(named["outputs"].Get<float>()[0], Is.EqualTo(31.5f));
    }

    [TestCase(TensorType.Bool), TestCase(TensorType.Int64), TestCase(TensorType.Float16), TestCase(TensorType.Float64)]
    public async Task Every_type_comes_back_as_it_was(TensorType type)
    {
        string name = $"same{type}";
        await _service.UploadAsync(name, Models.Identity(type));
        byte[] bytes = [.. Enumerable.Range(0, 3 * type.Width).Select(i => (byte)(i & 1))];
        using Tensor sent = Tensor.FromBytes("in", type, [3], bytes);
        using InferenceClient http = InferenceClient.Connect(_service.Address);

        using Predictions grpc = await _client.InferAsync(name, [sent]), binary = await http.InferAsync(name, [sent]);

        Assert.That(grpc["out"].AsBytes().ToArray(), Is.EqualTo(bytes));
        Assert.That(binary["out"].AsBytes().ToArray(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Strings_come_back_as_they_were()
    {
        await _service.UploadAsync("strings", Models.Identity(TensorType.Bytes));
        using BytesTensor sent = Tensor.CreateText("in", [3], "jet", "", "η");
        using InferenceClient http = InferenceClient.Connect(_service.Address);

        using Predictions grpc = await _client.InferAsync("strings", [sent]), binary = await http.InferAsync("strings", [sent]);

        foreach (Predictions predictions in new[] { grpc, binary })
            Assert.That(Enumerable.Range(0, 3).Select(((BytesTensor)predictions["out"]).GetText), Is.EqualTo(new[] { "jet", "", "η" }));
    }

    [Test]
    public async Task A_model_is_a_predictor_of_padded_batches_and_refuses_raw_events()
    {
        await using OnnxPredictor local = OnnxPredictor.Load(await Models.EventsAsync());
        await using IPredictor remote = await _client.GetPredictorAsync("events");
        using EntryBatch events = Models.Events();
        using PaddedBatch batch = local.Pipeline!.ApplyAll(events);

        using Predictions predictions = await remote.PredictAsync(batch);

        Assert.That(predictions["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN }));
        Assert.That(remote.Metadata.Inputs.Select(i => i.Name), Is.EqualTo(new[] { "features", "mask" }));
        Assert.That(() => remote.PredictAsync(events),
            Throws.InstanceOf<InferenceException>().With.Message.StartsWith("Over gRPC the model 'events' takes tensors"));
    }

    [Test]
    public async Task Servers_and_models_tell_what_they_are()
    {
        ServerMetadata server = await _client.GetServerAsync();
        IReadOnlyList<IndexedVersion> index = await _client.GetIndexAsync();

        Assert.That(server.Name, Is.EqualTo("hep-inference"));
        Assert.That(server.Extensions, Does.Contain("binary_tensor_data"));
        Assert.That(index.Where(v => v.Name == "linear").Select(v => (v.Version, v.IsReady)),
            Is.EquivalentTo(new[] { ("1", true), ("2", true) }));
        Assert.That(await _client.IsLiveAsync() && await _client.IsReadyAsync() && await _client.IsModelReadyAsync("linear", 1), Is.True);
        Assert.That(await _client.IsModelReadyAsync("nosuch") || await _client.IsModelReadyAsync("linear", 7), Is.False);
    }

    [Test]
    public async Task A_model_is_unloaded_and_loaded()
    {
        await _service.UploadAsync("resting", Models.Linear(0));

        await _client.UnloadAsync("resting");
        bool isReady = await _client.IsModelReadyAsync("resting");
        await _client.LoadAsync("resting");

        Assert.That((isReady, await _client.IsModelReadyAsync("resting")), Is.EqualTo((false, true)));
    }

    [Test]
    public void Failures_say_what_they_are()
    {
        using GrpcInferenceClient stranger = GrpcInferenceClient.Connect(_service.GrpcAddress),
            lost = GrpcInferenceClient.Connect(new Uri("http://127.0.0.1:1"), new() { Retries = 0 }),
            short_ = GrpcInferenceClient.Connect(_service.GrpcAddress, new() { AnswerBytes = 100, Retries = 0 });
        using Tensor<float> wrong = Tensor.Create<float>("input", [1, 4], [1, 2, 3, 4]),
            rows = Tensor.Create<float>("inputs", [1000, 4], new float[4000]);

        Assert.That(FailureOf(() => stranger.UnloadAsync("linear")), Is.EqualTo(InferenceFailure.Unauthorized));
        Assert.That(FailureOf(() => _client.InferAsync("linear", [wrong])), Is.EqualTo(InferenceFailure.InvalidRequest));
        Assert.That(FailureOf(() => _client.InferAsync("nosuch", [rows])), Is.EqualTo(InferenceFailure.NotFound));
        Assert.That(FailureOf(() => lost.GetServerAsync()), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(FailureOf(() => short_.InferAsync("linear", [rows])), Is.EqualTo(InferenceFailure.TooLarge));
    }

    [Test]
    public async Task Predictions_go_to_another_server_while_the_first_is_gone_and_may_be_packed()
    {
        using GrpcInferenceClient client = GrpcInferenceClient.Connect(new Uri("http://127.0.0.1:1"),
            new() { Fallbacks = [_service.GrpcAddress], Retries = 0, Compression = BodyCompression.Both });
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);

        using Predictions predictions = await client.InferAsync("linear", [row], 1);

        Assert.That(predictions["outputs"].Get<float>()[0], Is.EqualTo(30.5f));
    }

    [Test]
    public async Task Who_cancels_gets_a_cancellation_and_who_waits_too_long_a_timeout()
    {
        await _service.UploadAsync("patient", Models.Patient());
        using GrpcInferenceClient hasty = GrpcInferenceClient.Connect(
            _service.GrpcAddress, new() { Timeout = TimeSpan.FromMilliseconds(300), Retries = 0 });
        using Tensor<float> endless = Tensor.Create<float>("inputs", [1, 1], [1e9f]);
        using CancellationTokenSource cancelling = new(TimeSpan.FromMilliseconds(300));

        Assert.That(FailureOf(() => hasty.InferAsync("patient", [endless])), Is.EqualTo(InferenceFailure.Timeout));
        Assert.That(async () => await _client.InferAsync("patient", [endless], cancellationToken: cancelling.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_server_that_is_silent_is_neither_live_nor_ready()
    {
        await using Broken mute = Broken.Silent();
        using GrpcInferenceClient client = GrpcInferenceClient.Connect(mute.Address, new() { Timeout = TimeSpan.FromMilliseconds(200) });
        using CancellationTokenSource endless = new(TimeSpan.FromSeconds(10));   // ends the test where the client's own time does not

        Assert.That(await client.IsLiveAsync(endless.Token), Is.False);
        Assert.That(await client.IsReadyAsync(endless.Token), Is.False);
        Assert.That(await client.IsModelReadyAsync("linear", cancellationToken: endless.Token), Is.False);
        Assert.That((await client.CheckServersAsync(endless.Token)).Single().IsReady, Is.False);
    }

    [TestCase(StatusCode.ResourceExhausted), TestCase(StatusCode.Unavailable)]
    public async Task A_server_that_names_a_time_is_busy_and_not_asked_before(StatusCode status)
    {
        await using Scripted busy = await Scripted.StartGrpcAsync(status, ("grpc-retry-pushback-ms", "3600000"));
        using GrpcInferenceClient client = GrpcInferenceClient.Connect(busy.Address);

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(() => client.GetServerAsync());

        Assert.That((failure!.Failure, failure.RetryAfter), Is.EqualTo((InferenceFailure.Overloaded, (TimeSpan?)TimeSpan.FromHours(1))));
        Assert.That(busy.Calls, Is.EqualTo(1));
    }

    [TestCase("-1"), TestCase("soon"), TestCase("99999999999999999999")]
    public async Task A_time_that_is_none_is_none(string time)
    {
        await using Scripted gone = await Scripted.StartGrpcAsync(StatusCode.Unavailable, ("grpc-retry-pushback-ms", time));
        using GrpcInferenceClient client = GrpcInferenceClient.Connect(gone.Address, new() { Retries = 0 });

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(() => client.GetServerAsync());

        Assert.That((failure!.Failure, failure.RetryAfter), Is.EqualTo((InferenceFailure.Unavailable, (TimeSpan?)null)));
    }

    private static InferenceFailure FailureOf(Func<Task> call) => Assert.ThrowsAsync<InferenceException>(() => call())!.Failure;
}
