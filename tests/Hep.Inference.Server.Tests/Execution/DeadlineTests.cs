using System.Net;
using Grpc.Core;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Http;
using Hep.Inference.Testing;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Tests.Execution;

/// <summary>Requests that say by when they want their answer, to a model that doubles its input as often as the input says.</summary>
public sealed class DeadlineTests
{
    private const string Path = "/v2/models/patient/infer";

    [Test]
    public async Task A_request_whose_time_is_over_is_told_so_and_its_run_ends()
    {
        await using Service service = await StartAsync();

        (HttpStatusCode status, string body, _) = await PostAsync(service, Endless(), "0.2");
        Assert.That(status, Is.EqualTo(HttpStatusCode.GatewayTimeout), body);
        Assert.That(body, Does.Contain("within the 0.2 s"));
        (status, body, _) = await PostAsync(service, Endless(""","parameters":{"timeout":150000}"""), null);
        Assert.That(status, Is.EqualTo(HttpStatusCode.GatewayTimeout), body);

        Assert.That((await PostAsync(service, Row("3"), "30")).Body, Does.Contain("[24]"), "the only worker is free again");
    }

    [Test]
    public async Task Of_two_times_the_earlier_end_holds_and_is_told()
    {
        await using Service service = await StartAsync();

        (HttpStatusCode status, string body, _) = await PostAsync(service, Endless(""","parameters":{"timeout":60000000}"""), "0.3");

        Assert.That(status, Is.EqualTo(HttpStatusCode.GatewayTimeout), body);
        Assert.That(body, Does.Contain("within the 0.3 s"));
    }

    [Test]
    public void What_was_ended_for_another_reason_is_not_told_as_time()
    {
        DefaultHttpContext context = new();
        context.Limit(TimeSpan.FromHours(1));
        OperationCanceledException stopped = new();

        Assert.That(RequestDeadline.Explain(context, stopped), Is.SameAs(stopped));
    }

    [Test]
    public async Task An_error_in_the_place_of_a_packed_answer_is_not_said_to_be_packed()
    {
        DefaultHttpContext context = new();
        context.Request.Headers.AcceptEncoding = "gzip";
        context.Response.Body = new MemoryStream();
        context.RequestAborted = new CancellationToken(canceled: true);

        Assert.CatchAsync<OperationCanceledException>(() => Answer.TextAsync(context, "text/plain", new string('x', 4096)));
        Assert.That(context.Response.Headers.ContentEncoding.ToString(), Is.EqualTo("gzip"));
        await Answer.ErrorAsync(context, StatusCodes.Status504GatewayTimeout, "late");

        Assert.That(context.Response.Headers.ContentEncoding, Is.Empty);
    }

    [Test]
    public async Task What_waits_behind_a_run_is_dropped_when_its_time_is_over()
    {
        await using Service service = await StartAsync();

        Task<(HttpStatusCode Status, string, string?)> running = PostAsync(service, Endless(), "1.5");
        await Task.Delay(100);
        Task<(HttpStatusCode Status, string, string?)> waiting = PostAsync(service, Row("3"), "0.1");

        Assert.That(await Task.WhenAny(running, waiting), Is.SameAs(waiting));
        Assert.That((await waiting).Status, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        Assert.That((await running).Status, Is.EqualTo(HttpStatusCode.GatewayTimeout));
        string statistics = await service.Http.GetStringAsync(new Uri("/v2/models/patient/stats", UriKind.Relative));
        Assert.That(statistics, Does.Contain("\"execution_count\":0"));
    }

    [TestCase("0"), TestCase("-1"), TestCase("soon"), TestCase("1e9"), TestCase("NaN"), TestCase("86401")]
    public async Task A_header_that_is_no_time_is_refused(string header)
    {
        await using Service service = await StartAsync();
        (HttpStatusCode status, string body, _) = await PostAsync(service, Row("3"), header);
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), body);
        Assert.That(body, Does.Contain("Request-Timeout"));
    }

    [TestCase("-1"), TestCase("1.5"), TestCase("\"1\""), TestCase("86400000001")]
    public async Task A_parameter_that_is_no_time_is_refused(string value)
    {
        await using Service service = await StartAsync();
        (HttpStatusCode status, string body, _) = await PostAsync(service, Row("3", $$""","parameters":{"timeout":{{value}}}"""), null);
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), body);
        Assert.That(body, Does.Contain("timeout"));
        Assert.That((await PostAsync(service, Row("3", ""","parameters":{"timeout":0}"""), null)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Over_gRPC_too()
    {
        await using Service service = await StartAsync();
        using GrpcCalls calls = new(service.GrpcAddress);
        ModelInferRequest request = new() { ModelName = "patient" };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor
        {
            Name = "inputs",
            Datatype = "FP32",
            Shape = { 1, 1 },
            Contents = new InferTensorContents { Fp32Contents = { 1e18f } },
        });
        request.Parameters["timeout"] = new InferParameter { Int64Param = 150_000 };

        RpcException? refusal = Assert.ThrowsAsync<RpcException>(() => calls.CallAsync<ModelInferResponse>("ModelInfer", request));
        Assert.That(refusal?.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded), refusal?.Message);
        Assert.That((await PostAsync(service, Row("3"), null)).Body, Does.Contain("[24]"), "the only worker is free again");
    }

    [Test]
    public async Task A_full_queue_tells_when_to_come_again()
    {
        await using Service service = await StartAsync();
        (HttpStatusCode changed, string text) = await service.AdministerAsync(HttpMethod.Patch, "/v2/repository/models/patient",
            """{"execution":{"queue_length":1}}""");
        Assert.That(changed, Is.EqualTo(HttpStatusCode.OK), text);

        Task<(HttpStatusCode Status, string, string? RetryAfter)>[] answers = new Task<(HttpStatusCode, string, string?)>[3];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = PostAsync(service, Endless(), "1");
            await Task.Delay(100);   // one runs, one waits, and one is too many
        }

        Assert.That(await Task.WhenAny(answers), Is.SameAs(answers[2]));
        Assert.That((await answers[2]).Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(int.Parse((await answers[2]).RetryAfter!, System.Globalization.CultureInfo.InvariantCulture), Is.Positive);
        await Task.WhenAll(answers);
    }

    private static async Task<Service> StartAsync()
    {
        Service service = await Service.StartAsync(change: o => o with { Predictor = o.Predictor with { Workers = 1 } });
        await service.UploadAsync("patient", Models.Patient());
        return service;
    }

    private static string Endless(string more = "") => Row("1e18", more);

    private static string Row(string value, string more = "") =>
        $$"""{"inputs":[{"name":"inputs","shape":[1,1],"datatype":"FP32","data":[{{value}}]}]{{more}}}""";

    private static async Task<(HttpStatusCode Status, string Body, string? RetryAfter)> PostAsync(
        Service service, string body, string? timeout)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Path) { Content = new StringContent(body) };
        if (timeout is not null) request.Headers.Add("Request-Timeout", timeout);
        using HttpResponseMessage answer = await service.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(),
            answer.Headers.TryGetValues("Retry-After", out IEnumerable<string>? after) ? after.Single() : null);
    }
}
