using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Hep.Testing;
using SmallModels = Hep.Inference.Testing.Models;

namespace Hep.Tool.Tests.Serving;

/// <summary>A service in a process of its own that is told to stop while it is asked.</summary>
public sealed class StoppingServiceTests
{
    private const string Path = "/v2/models/linear/infer";
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task It_says_so_first_and_no_request_is_lost()
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync(TestData.NewFolder(), ["--stop-notice", "3"]);
        await service.UploadAsync("linear", SmallModels.Linear(0.5f));
        using Socket slow = new(SocketType.Stream, ProtocolType.Tcp);
        await slow.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port);
        await SendAsync(slow, $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {Row.Length}\r\n\r\n{Row[..20]}");
        using CancellationTokenSource told = new();
        Task<int>[] load = [.. Enumerable.Range(0, 8).Select(_ => AskUntilAsync(service.Http, told.Token))];
        await Task.Delay(300);

        await service.TerminateAsync();

        string why = await UntilNotReadyAsync(service.Http);
        using HttpResponseMessage late = await service.Http.PostAsync(Path, new StringContent(Row));
        await told.CancelAsync();
        int[] answered = await Task.WhenAll(load);
        Assert.That(why, Is.EqualTo("The service is stopping."));
        Assert.That(late.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(late.Headers.ConnectionClose, Is.True, "callers are asked for new connections");
        Assert.That(answered, Has.All.GreaterThan(0));
        await UntilRefusedAsync(service.Http.BaseAddress);
        await SendAsync(slow, Row[20..]);
        Assert.That(await ReadAsync(slow), Does.StartWith("HTTP/1.1 200 "), "what was under way is answered");
        Assert.That((await service.WaitAsync()).ExitCode, Is.Zero);
    }

    /// <summary>Sends requests one after another, of which none may fail, and gives their number.</summary>
    private static async Task<int> AskUntilAsync(HttpClient client, CancellationToken told)
    {
        int answered = 0;
        for (; !told.IsCancellationRequested; answered++)
        {
            using HttpResponseMessage answer = await client.PostAsync(Path, new StringContent(Row), CancellationToken.None);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        return answered;
    }

    private static async Task<string> UntilNotReadyAsync(HttpClient client)
    {
        while (true)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri("/v2/health/ready", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.OK) continue;
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.That(document.RootElement.GetProperty("ready").GetBoolean(), Is.False);
            return document.RootElement.GetProperty("error").GetString()!;
        }
    }

    private static async Task UntilRefusedAsync(Uri address)
    {
        while (true)
        {
            using Socket another = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await another.ConnectAsync(address.Host, address.Port);
            }
            catch (SocketException)
            {
                return;
            }
            await Task.Delay(50);
        }
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }
}
