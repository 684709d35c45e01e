using Grpc.AspNetCore.Server;
using Hep.Inference.Server.Protocols.Events;
using Hep.Inference.Server.Protocols.Files;
using Hep.Inference.Server.Protocols.Grpc;
using Hep.Inference.Server.Protocols.Metrics;
using Hep.Inference.Server.Protocols.Models;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Protocols.Tfaas;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Routing;
using Hep.Inference.Server.Routing.OpenApi;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server;

/// <summary>The inference service in an ASP.NET Core application.</summary>
public static class InferenceServiceExtensions
{
    /// <summary>
    /// Adds the service: its repository of models, predictions and access rules. The application decides on which addresses it
    /// listens; the rules tell loopback from the rest of the world by each connection.
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// An option cannot be meant: its failures say which, what it is, and what is allowed.
    /// </exception>
    public static IServiceCollection AddHepInference(this IServiceCollection services, InferenceServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        options ??= new InferenceServerOptions();
        OptionsCheck.Check(options);
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new CanaryChance(Random.Shared));
        services.AddSingleton(options);
        services.AddSingleton(OpenTokens).AddSingleton<IssuedTokens>().AddSingleton<CallerIdentity>()
            .AddSingleton<ClientRates>().AddSingleton<AccessGate>().AddSingleton<AuditLog>();
        services.AddSingleton<ServiceTelemetry>().AddSingleton<RequestWatch>().AddSingleton<RequestLog>();
        services.AddSingleton<ServiceDrain>().AddHostedService(provider => provider.GetRequiredService<ServiceDrain>());
        services.AddSingleton<FailureLog>();
        services.AddSingleton<Exchange>();
        services.AddSingleton<ModelRepository>();
        services.AddSingleton<RepositoryWarmUp>();
        services.AddHostedService(provider => provider.GetRequiredService<RepositoryWarmUp>());
        services.AddSingleton<RepositoryQuotas>().AddSingleton<ModelUploads>().AddSingleton<ModelAdministration>()
            .AddSingleton<RepositorySearch>();
        services.AddHostedService<RepositorySweep>();
        services.AddSingleton<CanaryWatch>().AddHostedService(provider => provider.GetRequiredService<CanaryWatch>());
        services.AddSingleton<RepositoryFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<RepositoryFollower>());
        services.AddSingleton<RouteTable>().AddSingleton<OpenApiEndpoint>();
        services.AddSingleton<ServiceEndpoints>().AddSingleton<ModelEndpoints>().AddSingleton<RepositoryIndex>()
            .AddSingleton<RepositoryControl>().AddSingleton<ConfigurationEndpoint>().AddSingleton<StatisticsEndpoint>()
            .AddSingleton<ServiceReading>().AddSingleton<MetricsMeter>().AddSingleton<MetricsEndpoint>()
            .AddSingleton<DriftEndpoint>().AddSingleton<InferEndpoint>().AddSingleton<FixedSettings>();
        services.AddSingleton<EventsEndpoint>().AddSingleton<FilesEndpoint>();
        services.AddSingleton<ModelApi>().AddSingleton<ModelChanges>().AddSingleton<RepositoryReports>()
            .AddSingleton<ContentReading>().AddSingleton<StoredPipelines>().AddSingleton<StoredSignatures>()
            .AddSingleton<ModelStructure>().AddSingleton<CompareEndpoint>();
        services.AddSingleton<TfaasPredictions>().AddSingleton<TfaasModels>().AddSingleton<TfaasImages>().AddSingleton<TfaasStatus>();
        services.AddSingleton<GrpcDoor>().AddSingleton<GrpcGate>().AddSingleton<GrpcInference>().AddSingleton<GrpcService>();
        services.AddGrpc(grpc => grpc.Interceptors.Add<GrpcGate>());
        services.AddOptions<GrpcServiceOptions>().Configure<InferenceServerOptions>((grpc, server) =>
            grpc.MaxReceiveMessageSize = (int)Math.Min(server.MaximumRequestBytes, int.MaxValue));
        return services;
    }

    /// <summary>
    /// Maps the service's routes: its page, the Open Inference Protocol v2, raw events, the repository, and those of TFaaS. Opens the model
    /// folder and the token file. The protocol's gRPC form answers wherever the application listens for HTTP/2: without TLS that is an
    /// endpoint of its own (<c>HttpProtocols.Http2</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="AddHepInference"/> was not called.</exception>
    /// <exception cref="IOException">The model folder or the token file cannot be used.</exception>
    public static IEndpointRouteBuilder MapHepInference(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        InferenceServerOptions options = services.GetRequiredService<InferenceServerOptions>();
        services.GetRequiredService<CallerIdentity>();   // settings that cannot be meant end the start, not a request
        services.GetRequiredService<MetricsMeter>();     // nobody asks for it, exporters listen
        AccessGate gate = services.GetRequiredService<AccessGate>();
        if (options.OpenAdministration) gate.WarnOfOpenAdministration();
        if (options.AnonymousElsewhere.Count > 0) gate.WarnOfOpenService(string.Join(", ", options.AnonymousElsewhere));
        RouteMapping.Map(endpoints, services.GetRequiredService<RouteTable>(), services.GetRequiredService<Exchange>(), options);
        endpoints.MapGrpcService<GrpcService>().Add(services.GetRequiredService<GrpcDoor>().Guard);
        return endpoints;
    }

    private static ApiTokens OpenTokens(IServiceProvider services)
    {
        InferenceServerOptions options = services.GetRequiredService<InferenceServerOptions>();
        return new ApiTokens(AccessTokenFile.ReadOrCreate(options.TokenFile),
            options.ApiTokens ?? Path.Combine(options.ModelsFolder, ApiTokenFile.FileName),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ApiTokens>>());
    }
}
