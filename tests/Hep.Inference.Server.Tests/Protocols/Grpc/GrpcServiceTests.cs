using Google.Protobuf;
using Grpc.Core;
using Hep.Inference.Protobuf;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols.Grpc;

public sealed class GrpcServiceTests
{
    private Service _service = null!;
    private GrpcCalls _anyone = null!, _administrator = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync(change: o => o with { MaximumRequestBytes = 8 << 20 });
        _anyone = new GrpcCalls(_service.GrpcAddress);
        _administrator = new GrpcCalls(_service.GrpcAddress, _service.Token);
        await _service.UploadAsync("linear", Models.Linear(0));
        await _service.UploadAsync("small", Models.Identity(TensorType.Int8));
        await _service.UploadAsync("truth", Models.Identity(TensorType.Bool));
        await _service.UploadAsync("half", Models.Identity(TensorType.Float16));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _anyone.Dispose();
        _administrator.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task The_service_and_its_models_tell_what_they_are()
    {
        ServerMetadataResponse server = await _anyone.CallAsync<ServerMetadataResponse>("ServerMetadata", new ServerMetadataRequest());
        ModelMetadataResponse model =
            await _anyone.CallAsync<ModelMetadataResponse>("ModelMetadata", new ModelMetadataRequest { Name = "linear" });
        ModelConfig configuration =
            (await _anyone.CallAsync<ModelConfigResponse>("ModelConfig", new ModelConfigRequest { Name = "linear" })).Config;

        Assert.That((await _anyone.CallAsync<ServerLiveResponse>("ServerLive", new ServerLiveRequest())).Live, Is.True);
        Assert.That((await _anyone.CallAsync<ServerReadyResponse>("ServerReady", new ServerReadyRequest())).Ready, Is.True);
        Assert.That((await _anyone.CallAsync<ModelReadyResponse>("ModelReady", new ModelReadyRequest { Name = "linear" })).Ready, Is.True);
        Assert.That(server.Extensions, Does.Contain("model_repository"));
        Assert.That((model.Inputs[0].Name, model.Inputs[0].Datatype), Is.EqualTo(("inputs", "FP32")));
        Assert.That(model.Inputs[0].Shape, Is.EqualTo(new long[] { -1, 4 }));
        Assert.That((configuration.MaxBatchSize, configuration.Input[0].DataType), Is.EqualTo((8192, DataType.TypeFp32)));
        Assert.That(configuration.Input[0].Dims, Is.EqualTo(new long[] { 4 }));
    }

    [Test]
    public async Task A_stream_answers_in_order_and_goes_on_after_a_refusal()
    {
        using AsyncDuplexStreamingCall<byte[], byte[]> stream = _anyone.Stream("ModelStreamInfer");
        foreach (ModelInferRequest request in new[] { Row("a", 1), new ModelInferRequest { ModelName = "nosuch", Id = "b" }, Row("c", 2) })
            await stream.RequestStream.WriteAsync(request.ToByteArray());
        await stream.RequestStream.CompleteAsync();

        List<ModelStreamInferResponse> answers = [];
        await foreach (byte[] answer in stream.ResponseStream.ReadAllAsync())
            answers.Add(ModelStreamInferResponse.Parser.ParseFrom(answer));

        Assert.That(answers.Select(a => a.InferResponse.Id), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(answers.Select(a => a.ErrorMessage.Length > 0), Is.EqualTo(new[] { false, true, false }));
        Assert.That(BitConverter.ToSingle(answers[2].InferResponse.RawOutputContents[0].Span), Is.EqualTo(20f));
    }

    [Test]
    public async Task A_stream_ends_when_its_token_is_revoked()
    {
        SteppedTime time = new();
        await using Service service = await Service.StartAsync(time: time);
        await service.UploadAsync("linear", Models.Linear(0));
        using GrpcCalls calls = new(service.GrpcAddress,
            await ApiTokenFile.AddAsync(service.TokensFile, "streamer", [AccessGrant.Parse("predict")]));
        using AsyncDuplexStreamingCall<byte[], byte[]> stream = calls.Stream("ModelStreamInfer");

        await stream.RequestStream.WriteAsync(Row("a", 1).ToByteArray());
        Assert.That(await stream.ResponseStream.MoveNext(default), Is.True);
        await ApiTokenFile.RevokeAsync(service.TokensFile, "streamer");
        time.Step(TimeSpan.FromSeconds(2));
        await stream.RequestStream.WriteAsync(Row("b", 1).ToByteArray());

        Assert.That(Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default))!.StatusCode,
            Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task Each_message_of_a_stream_counts_for_the_rate()
    {
        await using Service service = await Service.StartAsync(change: o => o with { RequestRate = new() { PerSecond = 1, Burst = 3 } });
        await service.UploadAsync("linear", Models.Linear(0));
        using GrpcCalls calls = new(service.GrpcAddress);
        using AsyncDuplexStreamingCall<byte[], byte[]> stream = calls.Stream("ModelStreamInfer");
        for (int i = 0; i < 50; i++) await stream.RequestStream.WriteAsync(Row("a", 1).ToByteArray());
        await stream.RequestStream.CompleteAsync();

        List<string> errors = [];
        await foreach (byte[] answer in stream.ResponseStream.ReadAllAsync())
            errors.Add(ModelStreamInferResponse.Parser.ParseFrom(answer).ErrorMessage);

        Assert.That(errors, Has.Count.EqualTo(50).And.Some.Empty.And.Some.Contain("slow down"));
    }

    [TestCase("RepositoryModelLoad"), TestCase("RepositoryModelUnload")]
    public async Task Loading_and_unloading_want_the_token_as_over_HTTP(string method)
    {
        byte[] request = new RepositoryModelLoadRequest { ModelName = "nosuch" }.ToByteArray();

        Status without = await _anyone.RefusalAsync(method, request), with = await _administrator.RefusalAsync(method, request);

        Assert.That((without.StatusCode, with.StatusCode), Is.EqualTo((StatusCode.Unauthenticated, StatusCode.NotFound)));
    }

    [Test]
    public async Task What_is_unloaded_is_not_ready_until_it_is_loaded_again()
    {
        await _administrator.CallAsync("RepositoryModelUnload", new RepositoryModelUnloadRequest { ModelName = "truth" }.ToByteArray());
        bool unloaded = (await _anyone.CallAsync<ModelReadyResponse>("ModelReady", new ModelReadyRequest { Name = "truth" })).Ready;
        RepositoryIndexResponse index = await _anyone.CallAsync<RepositoryIndexResponse>("RepositoryIndex", new RepositoryIndexRequest());
        await _administrator.CallAsync("RepositoryModelLoad", new RepositoryModelLoadRequest { ModelName = "truth" }.ToByteArray());
        bool loaded = (await _anyone.CallAsync<ModelReadyResponse>("ModelReady", new ModelReadyRequest { Name = "truth" })).Ready;

        Assert.That((unloaded, loaded), Is.EqualTo((false, true)));
        Assert.That(index.Models.Single(m => m.Name == "truth").State, Is.EqualTo("UNAVAILABLE"));
    }

    [TestCase("TraceSetting"), TestCase("LogSettings"), TestCase("SystemSharedMemoryStatus"), TestCase("NoSuchMethod")]
    public async Task What_is_not_served_is_unimplemented(string method) =>
        Assert.That((await _anyone.RefusalAsync(method, [])).StatusCode, Is.EqualTo(StatusCode.Unimplemented));

    private static IEnumerable<TestCaseData> WrongRequests()
    {
        yield return new TestCaseData(Request("linear", "inputs", "FP32", [1, 4], new() { Fp32Contents = { 1, 2, 3 } }))
            .SetArgDisplayNames("too few");
        yield return new TestCaseData(Request("linear", "inputs", "FP32", [long.MaxValue, 4], new() { Fp32Contents = { 1 } }))
            .SetArgDisplayNames("huge shape");
        yield return new TestCaseData(Request("linear", "inputs", "FP32", [-1, 4], new() { Fp32Contents = { 1 } }))
            .SetArgDisplayNames("negative size");
        yield return new TestCaseData(Request("small", "in", "INT8", [1], new() { IntContents = { 128 } }))
            .SetArgDisplayNames("beyond INT8");
        yield return new TestCaseData(Request("half", "in", "FP16", [1], new() { Fp32Contents = { 1 } })).SetArgDisplayNames("typed FP16");
        yield return new TestCaseData(Raw(Request("truth", "in", "BOOL", [1], null), [2])).SetArgDisplayNames("a truth of 2");
        yield return new TestCaseData(Raw(Request("linear", "inputs", "FP32", [1, 4], null), new byte[16], new byte[16]))
            .SetArgDisplayNames("more raw contents than inputs");
    }

    [TestCaseSource(nameof(WrongRequests))]
    public async Task A_wrong_request_is_an_invalid_argument_with_a_reason(object request)
    {
        Status status = await _anyone.RefusalAsync("ModelInfer", ((ModelInferRequest)request).ToByteArray());

        Assert.That(status.StatusCode, Is.EqualTo(StatusCode.InvalidArgument), status.Detail);
        Assert.That(status.Detail, Is.Not.Empty);
    }

    [Test]
    public async Task Requests_above_four_megabytes_are_taken()
    {
        const int Rows = 400_000;
        ModelInferRequest request = Raw(Request("linear", "inputs", "FP32", [Rows, 4], null), new byte[Rows * 16]);

        ModelInferResponse answer = await _anyone.CallAsync<ModelInferResponse>("ModelInfer", request);

        Assert.That(answer.RawOutputContents[0], Has.Length.EqualTo(Rows * 4));
    }

    [Test]
    public async Task Statistics_count_rows_and_runs()
    {
        await _service.UploadAsync("counted", Models.Linear(1));
        ModelInferRequest request = Raw(Request("counted", "inputs", "FP32", [3, 4], null), new byte[48]);
        await _anyone.CallAsync<ModelInferResponse>("ModelInfer", request);

        ModelStatisticsResponse answer =
            await _anyone.CallAsync<ModelStatisticsResponse>("ModelStatistics", new ModelStatisticsRequest { Name = "counted" });

        ModelStatistics statistics = answer.ModelStats.Single();
        Assert.That((statistics.InferenceCount, statistics.ExecutionCount, statistics.InferenceStats.Success.Count),
            Is.EqualTo((3UL, 1UL, 1UL)));
        Assert.That(statistics.InferenceStats.ComputeInfer.Ns, Is.GreaterThan(0UL));
        Assert.That(statistics.BatchStats.Single().BatchSize, Is.EqualTo(3UL));
    }

    private static ModelInferRequest Row(string id, float factor)
    {
        ModelInferRequest request =
            Request("linear", "inputs", "FP32", [1, 4], new() { Fp32Contents = { factor, factor, factor, factor } });
        request.Id = id;
        return request;
    }

    private static ModelInferRequest Request(string model, string input, string type, long[] shape, InferTensorContents? contents) => new()
    {
        ModelName = model,
        Inputs =
        {
            new ModelInferRequest.Types.InferInputTensor { Name = input, Datatype = type, Shape = { shape }, Contents = contents },
        },
    };

    private static ModelInferRequest Raw(ModelInferRequest request, params byte[][] contents)
    {
        request.RawInputContents.AddRange(contents.Select(c => ByteString.CopyFrom(c)));
        return request;
    }
}
