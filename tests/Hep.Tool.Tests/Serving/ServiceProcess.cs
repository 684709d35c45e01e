using System.Net.Http.Headers;
using Hep.Inference;

namespace Hep.Tool.Tests.Serving;

/// <summary>A service in a process of its own, on free ports, with a folder and a token of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly ToolProcess _process;
    private readonly string _token;
    private Task<string> _output = Task.FromResult("");

    private ServiceProcess(ToolProcess process, Uri address, string token)
    {
        _process = process;
        _token = token;
        Http = new HttpClient { BaseAddress = address };
    }

    /// <summary>Calls without a token.</summary>
    public HttpClient Http { get; }

    /// <summary>What it wrote to standard output since it serves; complete when it has ended.</summary>
    public Task<string> Output => _output;

    /// <summary>Starts <c>hep serve</c>.</summary>
    public static async Task<ServiceProcess> StartAsync(
        string folder, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        string configuration = Path.Combine(folder, "serve.json");
        if (!File.Exists(configuration))
            await File.WriteAllTextAsync(configuration, """{"models":"models","token_file":"token","urls":["http://127.0.0.1:0"]}""");
        ToolProcess process = ToolProcess.Start(folder, variables, ["serve", "--config", configuration, .. arguments]);
        string address = (await process.ReadLineAsync())?.Replace("hep serves on ", "", StringComparison.Ordinal)
            ?? throw new IOException($"The service did not start: {(await process.WaitAsync()).Error}");
        while (await process.ReadLineAsync() is { } line && !line.StartsWith("gRPC on ", StringComparison.Ordinal)) { }
        ServiceProcess service =
            new(process, new Uri(address), (await File.ReadAllTextAsync(Path.Combine(folder, "token"))).Trim());
        service._output = process.ReadToEndAsync();
        return service;
    }

    /// <summary>Adds a version of a model.</summary>
    public async Task UploadAsync(string name, byte[] model)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, $"/v2/repository/models/{name}/versions") { Content = new ByteArrayContent(model) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using HttpResponseMessage answer = await Http.SendAsync(request);
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Tells it to stop, as whoever runs services does.</summary>
    public Task TerminateAsync() => _process.TerminateAsync();

    /// <summary>Waits until it has ended.</summary>
    public async Task<(int ExitCode, string Error)> WaitAsync()
    {
        await _output;
        return await _process.WaitForExitAsync();
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async Task<(int ExitCode, string Error)> StopAsync()
    {
        await TerminateAsync();
        return await WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
