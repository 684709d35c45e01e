using Hep.Inference.Testing;
using Hep.Jagged;
using Hep.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Client.Tests;

/// <summary>What a client does where a server cannot answer: wait, ask another, or give up and say why.</summary>
public sealed class FallbackTests
{
    private static readonly Uri Nobody = new("http://127.0.0.1:1");

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync();
        await _service.UploadAsync("linear", Models.Linear(0.5f));
        await _service.UploadAsync("events", await Models.EventsAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    [NonParallelizable]
    public async Task Predictions_go_to_another_server_while_the_first_is_gone()
    {
        using RecordedLog log = new();
        using RecordedMeasurements sums = new("Hep.Inference.Client");
        using InferenceClient client = InferenceClient.Connect(Nobody, new() { Fallbacks = [_service.Address], Retries = 0, Logger = log });
        await using IPredictor predictor = await client.GetPredictorAsync("events");
        using EntryBatch events = Models.Events();

        using Predictions predictions = await predictor.PredictAsync(events);

        Assert.That(predictions["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN }));
        Assert.That(log.Of(LogLevel.Warning)[0], Does.StartWith($"{Nobody} could not answer, {_service.Address} is asked: "));
        Assert.That(sums["hep.client.fallbacks"], Is.EqualTo(1), "the first one rests, and is not asked by each call");
    }

    [TestCase(429)]
    [TestCase(502)]
    [TestCase(503)]
    public async Task A_server_that_cannot_answer_now_is_passed_over(int status)
    {
        await using Scripted busy = await Scripted.StartAsync(status);
        using InferenceClient client = InferenceClient.Connect(busy.Address, new() { Fallbacks = [_service.Address], Retries = 0 });
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);

        using Predictions predictions = await client.InferAsync("linear", [row]);

        Assert.That(predictions["outputs"].Get<float>()[0], Is.EqualTo(30.5f));
    }

    [Test]
    public async Task A_server_that_does_not_answer_in_time_is_passed_over()
    {
        await using Scripted mute = await Scripted.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using InferenceClient client = InferenceClient.Connect(
            mute.Address, new() { Fallbacks = [_service.Address], Retries = 0, Timeout = TimeSpan.FromSeconds(1) });

        PredictorMetadata metadata = await client.GetMetadataAsync("linear");

        Assert.That(metadata.Name, Is.EqualTo("linear"));
    }

    [Test]
    public async Task A_request_that_is_wrong_is_not_sent_to_another_server()
    {
        await using Scripted strict = await Scripted.StartAsync(400), other = await Scripted.StartAsync(400);
        using InferenceClient client = InferenceClient.Connect(strict.Address, new() { Fallbacks = [other.Address] });

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(() => client.GetMetadataAsync("linear"));

        Assert.That((failure!.Failure, failure.Message), Is.EqualTo((InferenceFailure.InvalidRequest, "as told")));
        Assert.That((strict.Calls, other.Calls), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task The_repository_is_that_of_the_first_server_alone()
    {
        using InferenceClient client = InferenceClient.Connect(
            Nobody, new() { Fallbacks = [_service.Address], Retries = 0, Token = _service.Token });

        Assert.That(FailureOf(() => client.ListModelsAsync()), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(FailureOf(() => client.DeleteAsync("linear")), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That((await _service.GetModelAsync("linear")).Versions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_batch_in_several_requests_is_of_one_version_though_another_comes_between()
    {
        int calls = 0;
        await using Scripted between = await Scripted.StartAsync(async (context, _) =>
        {
            if (context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal) && Interlocked.Increment(ref calls) == 2)
                await _service.UploadAsync("swapped", await Models.EventsAsync(bias: 1000));
            using HttpRequestMessage on = new(new(context.Request.Method), $"{context.Request.Path}");
            if (context.Request.Method == "POST") on.Content = new StreamContent(context.Request.Body);
            if (context.Request.Headers.TryGetValue("Inference-Header-Content-Length", out var length))
                on.Headers.Add("Inference-Header-Content-Length", $"{length}");
            using HttpResponseMessage answer = await _service.Http.SendAsync(on);
            foreach (string value in answer.Headers.TryGetValues("Inference-Header-Content-Length", out var values) ? values : [])
                context.Response.Headers["Inference-Header-Content-Length"] = value;
            await answer.Content.CopyToAsync(context.Response.Body);
        });
        await _service.UploadAsync("swapped", await Models.EventsAsync());
        using InferenceClient client = InferenceClient.Connect(between.Address, new() { RequestBytes = 30 });
        await using IPredictor predictor = await client.GetPredictorAsync("swapped");
        using EntryBatch events = Models.Events();

        using Predictions old = await predictor.PredictAsync(events), now = await predictor.PredictAsync(events);

        Assert.That(old["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 334f, 120f, float.NaN }));
        Assert.That(now["score"].Get<float>().ToArray(), Is.EqualTo(new[] { 1334f, 1120f, float.NaN }));
    }

    [Test]
    public async Task Each_server_tells_its_health()
    {
        using InferenceClient client = InferenceClient.Connect(Nobody, new() { Fallbacks = [_service.Address] });
        using GrpcInferenceClient grpc = GrpcInferenceClient.Connect(Nobody, new() { Fallbacks = [_service.GrpcAddress] });

        Assert.That((await client.CheckServersAsync()).Select(s => s.IsReady), Is.EqualTo(new[] { false, true }));
        Assert.That((await grpc.CheckServersAsync()).Select(s => s.IsReady), Is.EqualTo(new[] { false, true }));
        Assert.That(await client.IsReadyAsync() && await grpc.IsReadyAsync(), Is.True);
    }

    [Test]
    public async Task A_server_that_says_when_is_asked_then()
    {
        await using Scripted server = await Scripted.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "0";
            return context.Response.WriteAsync("""{"models":[]}""");
        });
        using InferenceClient client = InferenceClient.Connect(server.Address);

        Assert.That(await client.ListModelsAsync(), Is.Empty);
        Assert.That(server.Calls, Is.EqualTo(2));
    }

    [TestCase("3600")]
    [TestCase("Fri, 31 Dec 2100 23:59:59 GMT")]
    public async Task A_server_that_asks_for_too_long_a_wait_is_not_waited_for(string retryAfter)
    {
        await using Scripted server = await Scripted.StartAsync(503, retryAfter);
        using InferenceClient client = InferenceClient.Connect(server.Address);

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(() => client.ListModelsAsync());

        Assert.That(failure!.RetryAfter, Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
        Assert.That(server.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_rollback_is_sent_once_and_an_upload_too()
    {
        await using Scripted server = await Scripted.StartAsync(503);
        using InferenceClient client = InferenceClient.Connect(server.Address);

        Assert.That(FailureOf(() => client.RollBackAsync("x")), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(FailureOf(() => client.UploadAsync("x", new MemoryStream([1]))), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(server.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task A_change_that_may_have_happened_is_sent_once_by_the_connection_too()
    {
        await using Broken server = Broken.Closing();
        using InferenceClient client = InferenceClient.Connect(server.Address);
        Func<Task>[] changes = [() => client.RollBackAsync("x"), () => client.DeleteAsync("x"), () => client.UndeleteAsync("x")];

        foreach (Func<Task> change in changes) Assert.That(FailureOf(change), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(server.Calls, Is.EqualTo(changes.Length));
    }

    [Test]
    public async Task A_deletion_and_its_return_are_sent_once()
    {
        await using Scripted server = await Scripted.StartAsync(502);
        using InferenceClient client = InferenceClient.Connect(server.Address);

        Assert.That(FailureOf(() => client.DeleteAsync("x", 1)), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(FailureOf(() => client.UndeleteAsync("x", 1)), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(server.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task A_busy_server_is_not_asked_again_what_it_is()
    {
        await using Scripted busy = await Scripted.StartAsync((context, _) =>
        {
            bool isQuestion = context.Request.Path == "/v2/" || context.Request.Path == "/v2";
            context.Response.StatusCode = isQuestion ? 200 : 429;
            return context.Response.WriteAsync("""{"name":"busy","version":"1","extensions":["binary_tensor_data"]}""");
        });
        using InferenceClient client = InferenceClient.Connect(busy.Address, new() { Retries = 0 });
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);

        for (int i = 0; i < 3; i++)
            Assert.That(FailureOf(() => client.InferAsync("linear", [row])), Is.EqualTo(InferenceFailure.Overloaded));

        Assert.That(busy.Asked.Count(a => a.Request.StartsWith("GET", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_was_gone_is_asked_anew_what_it_is()
    {
        bool isBinary = true, isGone = false;
        await using Scripted server = await Scripted.StartAsync((context, _) =>
        {
            if (isGone)
            {
                context.Abort();
                return Task.CompletedTask;
            }
            return context.Response.WriteAsync(context.Request.Method == "GET"
                ? $$"""{"name":"x","version":"1","extensions":[{{(isBinary ? "\"binary_tensor_data\"" : "")}}]}"""
                : """{"model_name":"linear","outputs":[{"name":"outputs","shape":[1],"datatype":"FP32","data":[1]}]}""");
        });
        using InferenceClient client = InferenceClient.Connect(server.Address, new() { Retries = 0 });
        using Tensor<float> row = Tensor.Create<float>("inputs", [1, 4], [1, 2, 3, 4]);

        (await client.InferAsync("linear", [row])).Dispose();
        isGone = true;
        Assert.That(FailureOf(() => client.InferAsync("linear", [row])), Is.EqualTo(InferenceFailure.Unavailable));
        (isGone, isBinary) = (false, false);
        (await client.InferAsync("linear", [row])).Dispose();

        Assert.That(server.Asked[^1].Headers.ContainsKey("Inference-Header-Content-Length"), Is.False, "JSON now");
    }

    [Test]
    public void An_upload_that_met_nobody_is_sent_again()
    {
        using RecordedLog log = new();
        using InferenceClient client = InferenceClient.Connect(Nobody, new() { Logger = log, Retries = 1 });

        Assert.That(FailureOf(() => client.UploadAsync("x", new MemoryStream([1]))), Is.EqualTo(InferenceFailure.Unavailable));
        Assert.That(log.Of(LogLevel.Warning).Single(), Does.Contain("attempt 2 follows"));
    }

    [Test]
    public async Task A_deadline_ends_a_call_with_all_its_attempts()
    {
        await using Scripted server = await Scripted.StartAsync(503);
        using InferenceClient client = InferenceClient.Connect(
            server.Address, new() { Retries = int.MaxValue, Deadline = TimeSpan.FromSeconds(1) });

        InferenceException? failure = Assert.ThrowsAsync<InferenceException>(() => client.ListModelsAsync());

        Assert.That((failure!.Failure, failure.Message),
            Is.EqualTo((InferenceFailure.Timeout, $"The service at {server.Address} gave no answer within the deadline of 00:00:01.")));
    }

    [Test]
    public async Task Who_cancels_gets_a_cancellation()
    {
        await using Scripted mute = await Scripted.StartAsync((context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using InferenceClient client = InferenceClient.Connect(mute.Address);
        using CancellationTokenSource cancelling = new(TimeSpan.FromMilliseconds(100));

        Assert.That(async () => await client.ListModelsAsync(cancelling.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_token_is_asked_for_before_each_request_and_is_in_no_text()
    {
        await using Scripted server = await Scripted.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 503 : 200;
            context.Response.Headers.RetryAfter = "0";
            return context.Response.WriteAsync("""{"models":[]}""");
        });
        int asked = 0;
        InferenceClientOptions options = new() { Token = "secret", TokenSource = _ => ValueTask.FromResult<string?>($"token{++asked}") };
        using InferenceClient client = InferenceClient.Connect(server.Address, options);

        await client.ListModelsAsync();

        Assert.That(server.Asked.Select(a => a.Headers.Authorization.ToString()), Is.EqualTo(new[] { "Bearer token1", "Bearer token2" }));
        Assert.That(options.ToString(), Does.Not.Contain("secret"));
    }

    private static InferenceFailure FailureOf(Func<Task> call) => Assert.ThrowsAsync<InferenceException>(() => call())!.Failure;
}
