using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Hep.Inference.Server;
using Hep.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Testing;

/// <summary>A real service on a free port of this machine, with a folder and a token of its own.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Service(WebApplication application, InferenceServerOptions options)
    {
        _application = application;
        Options = options;
        string[] addresses = [.. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Address = new Uri(addresses[0]);
        GrpcAddress = new Uri(addresses[1]);
        Token = AccessTokenFile.ReadOrCreate(options.TokenFile);
        Http = new HttpClient { BaseAddress = Address };
        Administrator = new HttpClient { BaseAddress = Address };
        Administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public InferenceServerOptions Options { get; }

    public Uri Address { get; }

    /// <summary>Where gRPC is served.</summary>
    public Uri GrpcAddress { get; }

    public string Token { get; }

    /// <summary>Calls without a token.</summary>
    public HttpClient Http { get; }

    /// <summary>Calls with the token.</summary>
    public HttpClient Administrator { get; }

    public IServiceProvider Services => _application.Services;

    public static async Task<Service> StartAsync(string? folder = null,
        Func<InferenceServerOptions, InferenceServerOptions>? change = null, IPAddress? address = null,
        RecordedLog? log = null, TimeProvider? time = null, Action<KestrelServerLimits>? limits = null,
        Action<IServiceCollection>? add = null)
    {
        folder ??= TestData.NewFolder();
        InferenceServerOptions options = new() { ModelsFolder = Path.Combine(folder, "models"), TokenFile = Path.Combine(folder, "token") };
        options = change?.Invoke(options) ?? options;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug);
        if (log is not null) builder.Logging.AddProvider(log).AddFilter("Microsoft", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            limits?.Invoke(kestrel.Limits);
            kestrel.Listen(address ?? IPAddress.Loopback, 0);
            kestrel.Listen(address ?? IPAddress.Loopback, 0, grpc => grpc.Protocols = HttpProtocols.Http2);
        });
        if (time is not null) builder.Services.AddSingleton(time);
        add?.Invoke(builder.Services);
        builder.Services.AddHepInference(options);
        WebApplication application = builder.Build();
        application.MapHepInference();
        await application.StartAsync();
        return new Service(application, options);
    }

    public async Task<ModelVersion> UploadAsync(string name, byte[] model, string query = "")
    {
        using HttpResponseMessage answer =
            await Administrator.PostAsync($"/v2/repository/models/{name}/versions{query}", new ByteArrayContent(model));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return ModelVersion.FromJson(text);
    }

    /// <summary>Sends a request with the token and gives status and body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> AdministerAsync(HttpMethod method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body) };
        using HttpResponseMessage answer = await Administrator.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Changes a model or a version, and gives the model afterwards.</summary>
    public async Task<RepositoryModel> ChangeAsync(HttpMethod method, string path, string? body = null)
    {
        (HttpStatusCode status, string text) = await AdministerAsync(method, $"/v2/repository/models/{path}", body);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), text);
        return RepositoryModel.FromJson(text);
    }

    /// <summary>The error of a change that is refused.</summary>
    public async Task<string> RefusalAsync(HttpStatusCode expected, HttpMethod method, string path, string? body = null)
    {
        (HttpStatusCode status, string text) = await AdministerAsync(method, $"/v2/repository/{path}", body);
        Assert.That(status, Is.EqualTo(expected), text);
        using JsonDocument answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("error").GetString()!;
    }

    /// <summary>A client with a token of its own.</summary>
    public async Task<HttpClient> ClientOfAsync(string name, params string[] grants)
    {
        string token = await ApiTokenFile.AddAsync(TokensFile, name, [.. grants.Select(AccessGrant.Parse)]);
        return ClientWith(token);
    }

    public HttpClient ClientWith(string token)
    {
        HttpClient client = new() { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public string TokensFile => Options.ApiTokens ?? Path.Combine(Options.ModelsFolder, ApiTokenFile.FileName);

    public async Task<RepositoryModel> GetModelAsync(string name) =>
        RepositoryModel.FromJson(await Http.GetStringAsync(new Uri($"/v2/repository/models/{name}", UriKind.Relative)));

    /// <summary>Posts a text and gives status and body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string body, string contentType = "application/json")
    {
        using StringContent content = new(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using HttpResponseMessage answer = await Http.PostAsync(path, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Administrator.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
