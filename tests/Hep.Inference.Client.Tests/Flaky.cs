using Hep.Inference.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Client.Tests;

/// <summary>A service that answers 429 some times before it lists no models, and to every upload.</summary>
internal sealed class Flaky : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _calls;

    private Flaky(int failures)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(context =>
        {
            bool isBusy = Interlocked.Increment(ref _calls) <= failures || context.Request.Method == HttpMethods.Post;
            context.Response.StatusCode = isBusy ? StatusCodes.Status429TooManyRequests : StatusCodes.Status200OK;
            return context.Response.WriteAsync(isBusy ? """{"error":"busy"}""" : """{"models":[]}""");
        });
    }

    public Uri Address => new(_application.Urls.First());

    public int Calls => _calls;

    public static async Task<Flaky> StartAsync(int failures)
    {
        Flaky flaky = new(failures);
        await flaky._application.StartAsync();
        return flaky;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
