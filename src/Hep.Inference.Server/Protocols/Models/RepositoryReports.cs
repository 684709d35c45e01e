using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>What the repository says of itself: what fits a search, what it holds, what was deleted, and all that was done to it.</summary>
internal sealed class RepositoryReports(
    ModelRepository repository, RepositorySearch search, RepositoryQuotas quotas, ModelAdministration administration)
{
    private const int EventsOfPage = 100, MostEvents = 1000;

    /// <summary><c>GET /v2/repository/search</c>.</summary>
    public async Task SearchAsync(HttpContext context)
    {
        QueryKeys query = new(context,
            "q", "namespace", "task", "engine", "tag", "label", "metric", "data", "defaults_only", "order", "limit", "page");
        ModelSearch sought = new()
        {
            Text = query.One("q") ?? "",
            Namespace = query.One("namespace"),
            Task = query.One("task"),
            Engine = query.One("engine"),
            Tags = query.All("tag"),
            Labels = query.Pairs("label"),
            Metrics = [.. query.All("metric").Select(MetricBound.Parse)],
            DataFile = query.One("data"),
            DefaultsOnly = query.Flag("defaults_only"),
            Order = query.One("order") ?? "",
            Limit = query.Number("limit", new ModelSearch().Limit),
            Page = query.One("page"),
        };
        ModelSearchResult found = await search.FindAsync(sought, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, found.ToJson()).ConfigureAwait(false);
    }

    /// <summary><c>GET /v2/repository/usage</c>.</summary>
    public Task UsageAsync(HttpContext context) =>
        Answer.JsonAsync(context, quotas.Measure(repository.Snapshot, context.Caller()).ToJson());

    /// <summary><c>GET /v2/repository/deleted</c>.</summary>
    public Task DeletedAsync(HttpContext context) => Answer.JsonAsync(context, administration.ListDeleted(context.Caller()).ToJson());

    /// <summary><c>GET</c> of the history of the repository, or of one model, which may be gone.</summary>
    public async Task HistoryAsync(HttpContext context)
    {
        QueryKeys query = new(context, "limit", "page");
        string? model = context.RouteText("name") is { } name ? ModelName.Check(name) : null;
        long? before = query.One("page") is not { } page ? null
            : long.TryParse(page, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long id)
                ? id
            : throw new InferenceException(InferenceFailure.InvalidRequest, "The page is none that an answer of this service named.");
        int limit = Math.Clamp(query.Number("limit", EventsOfPage), 1, MostEvents);
        RepositoryHistory history = await repository.Queries
            .HistoryAsync(model, context.Caller(), before, limit, context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, history.ToJson()).ConfigureAwait(false);
    }
}
