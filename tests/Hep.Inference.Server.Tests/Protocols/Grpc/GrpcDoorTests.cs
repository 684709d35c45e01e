using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols.Grpc;

public sealed class GrpcDoorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _service = await Service.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [TestCase("ModelInfer", "wrong")]
    [TestCase("ModelStreamInfer", "wrong")]
    [TestCase("ServerLive", "wrong")]
    [TestCase("RepositoryModelLoad", null)]
    public async Task Who_may_not_call_is_told_before_the_message_has_come(string method, string? token)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_service.GrpcAddress, $"/inference.GRPCInferenceService/{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new MessageThatDoesNotEnd(),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using HttpResponseMessage answer =
            await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);

        Assert.That(await answer.Content.ReadAsByteArrayAsync().WaitAsync(Patience), Is.Empty);
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/grpc"));
        Assert.That(answer.TrailingHeaders.GetValues("grpc-status").Single(),
            Is.EqualTo(((int)StatusCode.Unauthenticated).ToString(CultureInfo.InvariantCulture)));
        Assert.That(Uri.UnescapeDataString(answer.TrailingHeaders.GetValues("grpc-message").Single()), Does.Contain("token"));
    }

    [Test]
    public async Task A_method_is_counted_by_its_name_however_a_caller_spells_it()
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_service.GrpcAddress, "/INFERENCE.grpcinferenceservice/mOdElInFeR"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");

        using HttpResponseMessage answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();

        string metrics = await _service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.That(answer.TrailingHeaders.GetValues("grpc-status").Single(), Is.EqualTo("16"));
        Assert.That(metrics, Does.Contain("/inference.GRPCInferenceService/ModelInfer").And.Not.Contain("mOdElInFeR"));
    }

    /// <summary>The head of a message of a thousand bytes, of which none comes.</summary>
    private sealed class MessageThatDoesNotEnd : HttpContent
    {
        public MessageThatDoesNotEnd() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 3, 232 }, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);   // the client ends it with the answer
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
