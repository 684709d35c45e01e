using System.Net;
using Hep.Inference.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Tests;

/// <summary>Stands before the store of files, counts what is fetched and deleted, and holds that up as long as it is closed.</summary>
internal sealed class StoreGate : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _client;
    private volatile TaskCompletionSource _open = Opened();
    private int _fetches, _parts, _deletions;

    private StoreGate(WebApplication application, string endpoint)
    {
        _application = application;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(endpoint) };
        application.Run(ForwardAsync);
    }

    /// <summary>How many files were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>How many times something was to be deleted.</summary>
    public int Deletions => Volatile.Read(ref _deletions);

    /// <summary>How many parts of files were sent.</summary>
    public int Parts => Volatile.Read(ref _parts);

    public static async Task<StoreGate> StartAsync(string endpoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        StoreGate gate = new(application, endpoint);
        await application.StartAsync();
        return gate;
    }

    /// <summary>The same options, with the store behind the gate.</summary>
    public InferenceServerOptions Before(InferenceServerOptions options) => options with
    {
        Blobs = options.Blobs!.Replace(_client.BaseAddress!.ToString().TrimEnd('/'), _application.Urls.First(), StringComparison.Ordinal),
    };

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Open();
        await _application.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        string path = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (HttpMethods.IsGet(context.Request.Method) && !path.Contains('?'))
        {
            Interlocked.Increment(ref _fetches);
            await _open.Task.WaitAsync(context.RequestAborted);
        }
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            Interlocked.Increment(ref _deletions);
            await _open.Task.WaitAsync(context.RequestAborted);
        }
        if (path.Contains("partNumber=", StringComparison.Ordinal)) Interlocked.Increment(ref _parts);
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), path);
        if (context.Request.ContentLength > 0) request.Content = new StreamContent(context.Request.Body);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        using HttpResponseMessage answer =
            await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
            if (name is not "Transfer-Encoding") context.Response.Headers[name] = values.ToArray();
        if (answer.StatusCode != HttpStatusCode.NoContent) await answer.Content.CopyToAsync(context.Response.Body);
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
    }
}
