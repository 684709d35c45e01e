using System.Text.Json;
using System.Text.Json.Nodes;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// <c>GET /v2/repository/models/{m}/compare?versions=3,4</c>: what two versions of a model differ in, by what the repository and their
/// cards say (notes, engine and code, configuration, data with checksums, statistics, figures), and what their pipelines do.
/// </summary>
internal sealed class CompareEndpoint(ModelRepository repository, StoredPipelines pipelines)
{
    private const string Versions = "versions", Pipeline = "pipeline";
    private const int MostDifferences = 2000;

    /// <summary>Members of a card that say of two versions what is said elsewhere, or too much.</summary>
    private static readonly string[] LeftOut = ["history", "format"];

    /// <summary>Sections of the configuration in a card, and which of its members has what was made of them.</summary>
    private static readonly (string Section, string Member)[] ToldElsewhere =
        [("network", "network"), ("mlnet", "model"), ("training", "training")];

    public async Task CompareAsync(HttpContext context)
    {
        string[] asked = (new QueryKeys(context, Versions).One(Versions) ?? "").Split(',');
        if (asked is not [{ Length: > 0 } one, { Length: > 0 } other])
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"'{Versions}' in the query names two versions by number or alias, such as {Versions}=3,4.");
        Comparison comparison = await repository.ReadAsync(models =>
        {
            ServedModel model = models.Find(context.RouteText("name"));
            return CompareAsync(models, model, model.Find(one), model.Find(other), context.RequestAborted);
        }).ConfigureAwait(false);
        await Answer.JsonAsync(context, writer => Write(writer, comparison)).ConfigureAwait(false);
    }

    private async Task<Comparison> CompareAsync(RepositorySnapshot seen, ServedModel model, ServedVersion former, ServedVersion latter,
        CancellationToken cancellationToken)
    {
        JsonObject first = await DescribeAsync(model, former, cancellationToken).ConfigureAwait(false);
        JsonObject second = await DescribeAsync(model, latter, cancellationToken).ConfigureAwait(false);
        string? notCompared = null;
        try
        {
            JsonNode? pipeline = await PipelineOfAsync(former, cancellationToken).ConfigureAwait(false);
            second[Pipeline] = await PipelineOfAsync(latter, cancellationToken).ConfigureAwait(false);
            first[Pipeline] = pipeline;   // of both, or of none
        }
        catch (InferenceException e) when (e.Failure != InferenceFailure.NotFound || seen == repository.Snapshot)
        {
            notCompared = e.Message;   // a damaged version can be compared by what is kept of it
        }
        return new Comparison(former.Facts, latter.Facts,
            [.. Difference.Between(first, second).OrderBy(d => d.IsOfNumbers)], notCompared);
    }

    private async Task<JsonObject> DescribeAsync(ServedModel model, ServedVersion version, CancellationToken cancellationToken)
    {
        JsonObject all = JsonNode.Parse(model.Describe(version).ToJson())!.AsObject();
        foreach (string key in (string[])["name", "version", "metrics"]) all.Remove(key);   // the card has the figures
        if (await repository.Queries.CardOfAsync(version.Facts, cancellationToken).ConfigureAwait(false) is not { } text) return all;
        JsonObject card = JsonNode.Parse(text)!.AsObject();
        foreach (string key in LeftOut) card.Remove(key);
        foreach ((string section, string member) in ToldElsewhere)
            if (card[member] is not null) (card["configuration"] as JsonObject)?.Remove(section);
        all["card"] = card;
        return all;
    }

    private async Task<JsonNode?> PipelineOfAsync(ServedVersion version, CancellationToken cancellationToken) =>
        await pipelines.ReadAsync(version, cancellationToken).ConfigureAwait(false) is { } pipeline
            ? JsonNode.Parse(pipeline)
            : null;

    private static void Write(Utf8JsonWriter writer, Comparison comparison)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, comparison.Former.Name);
        writer.WriteStartArray("versions"u8);
        writer.WriteNumberValue(comparison.Former.Version);
        writer.WriteNumberValue(comparison.Latter.Version);
        writer.WriteEndArray();
        writer.WriteStartArray("differences"u8);
        foreach (Difference difference in comparison.Differences.Take(MostDifferences)) Write(writer, difference);
        writer.WriteEndArray();
        writer.WriteNumber("left_out"u8, Math.Max(0, comparison.Differences.Count - MostDifferences));
        if (comparison.NotCompared is not null) writer.WriteString("not_compared"u8, comparison.NotCompared);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Difference difference)
    {
        writer.WriteStartObject();
        writer.WriteString("what"u8, difference.What);
        writer.WriteStartArray("values"u8);
        foreach (JsonNode? value in (JsonNode?[])[difference.First, difference.Second])
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What is told; a part that could not be looked at has a reason for that.</summary>
    private sealed record Comparison(
        ModelVersion Former, ModelVersion Latter, IReadOnlyList<Difference> Differences, string? NotCompared);
}
