using Hep.Inference.Server.Page;
using Hep.Inference.Server.Protocols.Access;
using Hep.Inference.Server.Protocols.Events;
using Hep.Inference.Server.Protocols.Files;
using Hep.Inference.Server.Protocols.Metrics;
using Hep.Inference.Server.Protocols.Models;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Protocols.Tfaas;
using Hep.Inference.Server.Routing.OpenApi;
using static Hep.Inference.Server.AccessRole;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Hep.Inference.Server.Routing;

/// <summary>Every route of the service, one row each: verb, path, what the caller must be allowed, who answers.</summary>
internal sealed class RouteTable(
    OpenApiEndpoint openApi, ServiceEndpoints service, ModelEndpoints models, ConfigurationEndpoint configuration, FixedSettings settings,
    StatisticsEndpoint statistics, MetricsEndpoint metrics, DriftEndpoint drift, RepositoryIndex index, RepositoryControl control,
    InferEndpoint infer, EventsEndpoint events, FilesEndpoint files, ModelApi repository, ModelChanges changes,
    RepositoryReports reports, ModelStructure structure, CompareEndpoint compare,
    TfaasPredictions tfaasPredictions, TfaasImages tfaasImages, TfaasModels tfaasModels, TfaasStatus tfaasStatus)
{
    public IReadOnlyList<Route> Routes { get; } =
    [
        // the page for people
        new(Get, "/", null, PageEndpoint.StartAsync),
        new(Get, "/ui", null, PageEndpoint.IndexAsync),
        new(Get, "/ui/{file}", null, PageEndpoint.PartAsync),
        new(Get, "/ui/{folder}/{file}", null, PageEndpoint.PartAsync),
        new(Get, "/v2/whoami", null, CallerEndpoint.DescribeAsync),
        // Open Inference Protocol v2, and Triton's extensions
        new(Get, "/v2", Read, ServiceEndpoints.DescribeAsync),
        new(Get, "/v2/health/live", Read, ServiceEndpoints.LiveAsync),
        new(Get, "/v2/health/ready", Read, service.ReadyAsync),
        new(Get, "/v2/models", Read, models.ListAsync),
        new(Get, "/v2/models/{name}", Read, models.DescribeAsync),
        new(Get, "/v2/models/{name}/versions/{version}", Read, models.DescribeAsync),
        new(Get, "/v2/models/{name}/ready", Read, models.ReadyAsync),
        new(Get, "/v2/models/{name}/versions/{version}/ready", Read, models.ReadyAsync),
        new(Post, "/v2/models/{name}/infer", Predict, infer.InferAsync),
        new(Post, "/v2/models/{name}/versions/{version}/infer", Predict, infer.InferAsync),
        new(Get, "/v2/models/{name}/drift", Read, drift.DescribeAsync),
        new(Get, "/v2/models/{name}/versions/{version}/drift", Read, drift.DescribeAsync),
        new(Get, "/v2/models/{name}/config", Read, configuration.DescribeAsync),
        new(Get, "/v2/models/{name}/versions/{version}/config", Read, configuration.DescribeAsync),
        new(Get, "/v2/models/stats", Read, statistics.ListAsync),
        new(Get, "/v2/models/{name}/stats", Read, statistics.ListAsync),
        new(Get, "/v2/models/{name}/versions/{version}/stats", Read, statistics.ListAsync),
        new(Post, "/v2/repository/index", Read, index.ListAsync),
        new(Post, "/v2/repository/models/{name}/load", Administer, control.LoadAsync),
        new(Post, "/v2/repository/models/{name}/unload", Administer, control.UnloadAsync),
        new(Get, "/v2/trace/setting", Read, settings.TraceAsync),
        new(Get, "/v2/models/{name}/trace/setting", Read, settings.TraceAsync),
        new(Get, "/v2/logging", Read, settings.LogAsync),
        new(Get, "/v2/systemsharedmemory/status", Read, FixedSettings.RegionsAsync),
        new(Get, "/v2/cudasharedmemory/status", Read, FixedSettings.RegionsAsync),
        new(Post, "/v2/systemsharedmemory/unregister", Predict, FixedSettings.UnregisterAsync),
        new(Post, "/v2/cudasharedmemory/unregister", Predict, FixedSettings.UnregisterAsync),
        new(Get, "/metrics", Read, metrics.ScrapeAsync),
        new(Get, "/openapi.json", Read, openApi.DescribeAsync),
        // raw events, and files of them
        new(Post, "/v2/models/{name}/events", Predict, events.PredictAsync),
        new(Post, "/v2/models/{name}/versions/{version}/events", Predict, events.PredictAsync),
        new(Post, "/v2/models/{name}/files", Predict, files.PredictAsync),
        new(Post, "/v2/models/{name}/versions/{version}/files", Predict, files.PredictAsync),
        // the repository
        new(Get, "/v2/repository/models", Read, repository.ListAsync),
        new(Get, "/v2/repository/models/{name}", Read, repository.DescribeAsync),
        new(Patch, "/v2/repository/models/{name}", Administer, changes.ChangeModelAsync),
        new(Delete, "/v2/repository/models/{name}", Administer, changes.DeleteAsync),
        new(Get, "/v2/repository/models/{name}/compare", Read, compare.CompareAsync),
        new(Post, "/v2/repository/models/{name}/undelete", Administer, changes.UndeleteAsync),
        new(Post, "/v2/repository/models/{name}/rollback", Administer, changes.RollBackAsync),
        new(Get, "/v2/repository/models/{name}/history", Administer, reports.HistoryAsync),
        new(Get, "/v2/repository/models/{name}/versions", Read, repository.DescribeAsync),
        new(Post, "/v2/repository/models/{name}/versions", Upload, changes.UploadAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}", Read, repository.DescribeVersionAsync),
        new(Patch, "/v2/repository/models/{name}/versions/{version}", Administer, changes.ChangeVersionAsync),
        new(Delete, "/v2/repository/models/{name}/versions/{version}", Administer, changes.DeleteAsync),
        new(Post, "/v2/repository/models/{name}/versions/{version}/undelete", Administer, changes.UndeleteAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}/content", Read, repository.DownloadAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}/card", Read, repository.CardAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}/pipeline", Read, structure.PipelineAsync),
        new(Get, "/v2/repository/models/{name}/versions/{version}/graph", Read, structure.GraphAsync),
        new(Get, "/v2/repository/search", Read, reports.SearchAsync),
        new(Get, "/v2/repository/usage", Read, reports.UsageAsync),
        new(Get, "/v2/repository/deleted", Administer, reports.DeletedAsync),
        new(Get, "/v2/repository/history", Administer, reports.HistoryAsync),
        // TFaaS
        new(Get, "/models", Read, tfaasModels.ListAsync),
        new(Get, "/params/{name}", Read, tfaasModels.DescribeAsync),
        new(Post, "/upload", Upload, tfaasModels.UploadAsync),
        new(Delete, "/delete", Administer, tfaasModels.DeleteAsync),
        new(Delete, "/delete/{name}", Administer, tfaasModels.DeleteAsync),
        new(Post, "/json", Predict, tfaasPredictions.JsonAsync),
        new(Post, "/predict/json", Predict, tfaasPredictions.JsonAsync),
        new(Post, "/proto", Predict, tfaasPredictions.ProtoAsync),
        new(Post, "/predict/proto", Predict, tfaasPredictions.ProtoAsync),
        new(Post, "/image", Predict, tfaasImages.PredictAsync),
        new(Post, "/predict/image", Predict, tfaasImages.PredictAsync),
        new(Get, "/status", Read, tfaasStatus.DescribeAsync),
    ];
}
