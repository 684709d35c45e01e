using Hep.Inference.Server.Protocols.Events;
using Hep.Inference.Server.Protocols.Files;
using Hep.Inference.Server.Protocols.Metrics;
using Hep.Inference.Server.Protocols.Models;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Protocols.Tfaas;
using Hep.Inference.Server.Routing.OpenApi;
using Hep.Inference.Server.Security;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Hep.Inference.Server.Routing;

/// <summary>Every route of the service, one row each: verb, path, what the caller must be allowed, who answers.</summary>
internal sealed class RouteTable(
    OpenApiEndpoint openApi, ServiceEndpoints service, ModelEndpoints models, ConfigurationEndpoint configuration, FixedSettings settings,
    StatisticsEndpoint statistics, MetricsEndpoint metrics, RepositoryIndex index, RepositoryControl control,
    InferEndpoint infer, EventsEndpoint events, FilesEndpoint files, ModelApi repository, ModelChanges changes, RepositoryReports reports,
    TfaasPredictions tfaasPredictions, TfaasImages tfaasImages, TfaasModels tfaasModels, TfaasStatus tfaasStatus)
{
    public IReadOnlyList<Route> Routes { get; } =
    [
        // Open Inference Protocol v2, and Triton's extensions
        new(Get, "/v2", Access.Read, ServiceEndpoints.DescribeAsync),
        new(Get, "/v2/health/live", Access.Read, ServiceEndpoints.LiveAsync),
        new(Get, "/v2/health/ready", Access.Read, service.ReadyAsync),
        new(Get, "/v2/models", Access.Read, models.ListAsync),
        new(Get, "/v2/models/{name}", Access.Read, models.DescribeAsync),
        new(Get, "/v2/models/{name}/versions/{version}", Access.Read, models.DescribeAsync),
        new(Get, "/v2/models/{name}/ready", Access.Read, models.ReadyAsync),
        new(Get, "/v2/models/{name}/versions/{version}/ready", Access.Read, models.ReadyAsync),
        new(Post, "/v2/models/{name}/infer", Access.Predict, infer.InferAsync),
        new(Post, "/v2/models/{name}/versions/{version}/infer", Access.Predict, infer.InferAsync),
        new(Get, "/v2/models/{name}/config", Access.Read, configuration.DescribeAsync),
        new(Get, "/v2/models/{name}/versions/{version}/config", Access.Read, configuration.DescribeAsync),
        new(Get, "/v2/models/stats", Access.Read, statistics.ListAsync),
        new(Get, "/v2/models/{name}/stats", Access.Read, statistics.ListAsync),
        new(Get, "/v2/models/{name}/versions/{version}/stats", Access.Read, statistics.ListAsync),
        new(Post, "/v2/repository/index", Access.Read, index.ListAsync),
        new(Post, "/v2/repository/models/{name}/load", Access.Administer, control.LoadAsync),
        new(Post, "/v2/repository/models/{name}/unload", Access.Administer, control.UnloadAsync),
        new(Get, "/v2/trace/setting", Access.Read, settings.TraceAsync),
        new(Get, "/v2/models/{name}/trace/setting", Access.Read, settings.TraceAsync),
        new(Get, "/v2/logging", Access.Read, settings.LogAsync),
        new(Get, "/v2/systemsharedmemory/status", Access.Read, FixedSettings.RegionsAsync),
        new(Get, "/v2/cudasharedmemory/status", Access.Read, FixedSettings.RegionsAsync),
        new(Post, "/v2/systemsharedmemory/unregister", Access.Predict, FixedSettings.UnregisterAsync),
        new(Post, "/v2/cudasharedmemory/unregister", Access.Predict, FixedSettings.UnregisterAsync),
        new(Get, "/metrics", Access.Read, metrics.ScrapeAsync),
        new(Get, "/openapi.json", Access.Read, openApi.DescribeAsync),
        // raw events, and files of them
        new(Post, "/v2/models/{name}/events", Access.Predict, events.PredictAsync),
        new(Post, "/v2/models/{name}/versions/{version}/events", Access.Predict, events.PredictAsync),
        new(Post, "/v2/models/{name}/files", Access.Predict, files.PredictAsync),
        new(Post, "/v2/models/{name}/versions/{version}/files", Access.Predict, files.PredictAsync),
        // the repository
        new(Get, "/v2/repository/models", Access.Read, repository.ListAsync),
        new(Get, "/v2/repository/models/{name}", Access.Read, repository.DescribeAsync),
        new(Patch, "/v2/repository/models/{name}", Access.Administer, changes.ChangeModelAsync),
        new(Delete, "/v2/repository/models/{name}", Access.Administer, changes.DeleteAsync),
        new(Post, "/v2/repository/models/{name}/undelete", Access.Administer, changes.UndeleteAsync),
        new(Post, "/v2/repository/models/{name}/rollback", Access.Administer, changes.RollBackAsync),
        new(Get, "/v2/repository/models/{name}/history", Access.Administer, reports.HistoryAsync),
        new(Get, "/v2/repository/models/{name}/versions", Access.Read, repository.DescribeAsync),
        new(Post, "/v2/repository/models/{name}/versions", Access.Administer, changes.UploadAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}", Access.Read, repository.DescribeVersionAsync),
        new(Patch, "/v2/repository/models/{name}/versions/{version}", Access.Administer, changes.ChangeVersionAsync),
        new(Delete, "/v2/repository/models/{name}/versions/{version}", Access.Administer, changes.DeleteAsync),
        new(Post, "/v2/repository/models/{name}/versions/{version}/undelete", Access.Administer, changes.UndeleteAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}/content", Access.Read, repository.DownloadAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}/card", Access.Read, repository.CardAsync),
        new(Get, "/v2/repository/search", Access.Read, reports.SearchAsync),
        new(Get, "/v2/repository/usage", Access.Read, reports.UsageAsync),
        new(Get, "/v2/repository/deleted", Access.Administer, reports.DeletedAsync),
        new(Get, "/v2/repository/history", Access.Administer, reports.HistoryAsync),
        // TFaaS
        new(Get, "/models", Access.Read, tfaasModels.ListAsync),
        new(Get, "/params/{name}", Access.Read, tfaasModels.DescribeAsync),
        new(Post, "/upload", Access.Administer, tfaasModels.UploadAsync),
        new(Delete, "/delete", Access.Administer, tfaasModels.DeleteAsync),
        new(Delete, "/delete/{name}", Access.Administer, tfaasModels.DeleteAsync),
        new(Post, "/json", Access.Predict, tfaasPredictions.JsonAsync),
        new(Post, "/predict/json", Access.Predict, tfaasPredictions.JsonAsync),
        new(Post, "/proto", Access.Predict, tfaasPredictions.ProtoAsync),
        new(Post, "/predict/proto", Access.Predict, tfaasPredictions.ProtoAsync),
        new(Post, "/image", Access.Predict, tfaasImages.PredictAsync),
        new(Post, "/predict/image", Access.Predict, tfaasImages.PredictAsync),
        new(Get, "/status", Access.Read, tfaasStatus.DescribeAsync),
    ];
}
