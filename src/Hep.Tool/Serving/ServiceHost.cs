using Hep.Inference;
using Hep.Inference.Server;
using Hep.Tool.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Serving;

/// <summary>The inference service inside this process, from start to drained.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;
    private readonly RequestLog? _requests;

    private ServiceHost(WebApplication application, RequestLog? requests, InferenceServerOptions options, ListenAddresses listen)
    {
        _application = application;
        _requests = requests;
        Addresses = [.. application.Urls.Take(listen.Urls.Count)];
        GrpcAddress = listen.GrpcPort is null ? null : application.Urls.Last();
        TokenFile = options.TokenFile ?? AccessTokenFile.DefaultPath;
    }

    /// <summary>Where it listens for HTTP; a port that was left to the system is the one it got.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>Where it listens for gRPC; null: nowhere.</summary>
    public string? GrpcAddress { get; }

    /// <summary>Where the token for uploads and administration is kept.</summary>
    public string TokenFile { get; }

    /// <summary>Starts the service.</summary>
    /// <param name="options">How it keeps its models and whom it lets in.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="requests">Gets a line a request; null: none.</param>
    /// <param name="messages">Gets warnings and errors.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <param name="collector">Where traces and metrics go by OTLP; null: where OpenTelemetry's variables say, or nowhere.</param>
    /// <exception cref="IOException">An address is taken, or the folder of models or the token's file cannot be used.</exception>
    public static async Task<ServiceHost> StartAsync(InferenceServerOptions options, ListenAddresses listen, Stream? requests,
        TextWriter messages, CancellationToken cancellationToken, Uri? collector = null)
    {
        // The slim builder over our own folder: a service must not change with the settings of whatever folder it was started in.
        WebApplicationBuilder builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(new MessageLog(messages, "hep serve"));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();   // signals are the command line's
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.StopNotice + DrainTimeout);
        builder.Configuration.AddInMemoryCollection(listen.ToSettings());
        if (listen.Certificate is { } certificate)
            builder.WebHost.UseKestrelHttpsConfiguration()
                .ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(certificate.Configure));
        TelemetryExport.AddTo(builder, collector);
        builder.Services.AddHepInference(options);
        WebApplication application = builder.Build();
        RequestLog? log = requests is null ? null : new RequestLog(requests);
        try
        {
            if (log is not null) application.Use(log.InvokeAsync);
            application.MapHepInference();
            await application.StartAsync(cancellationToken);
            return new ServiceHost(application, log, options, listen);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the service on an address, or where that is taken on a free port of this machine; requests are not logged.</summary>
    public static async Task<ServiceHost> StartOnFreePortAsync(
        InferenceServerOptions options, string preferredUrl, TextWriter messages, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(options, new ListenAddresses([preferredUrl]), null, messages, cancellationToken);
        }
        catch (IOException failure) when (IsAddressTaken(failure))
        {
            return await StartAsync(options, new ListenAddresses([AnyPort]), null, messages, cancellationToken);
        }
    }

    /// <summary>Whether a service could not start because another one has its address.</summary>
    public static bool IsAddressTaken(IOException failure) => failure.InnerException is AddressInUseException;

    /// <summary>Waits until a service is told to stop, which is no failure: it has done its work.</summary>
    public static async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>Answers what is under way, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        if (_requests is not null) await _requests.DisposeAsync();
    }

    /// <summary>Leaves start and end of the application to who started it.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
