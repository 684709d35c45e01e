using System.Globalization;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.Models;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>What the service says of its models: lists, metadata, readiness.</summary>
internal sealed class ModelEndpoints(ModelRepository repository, StoredSignatures signatures)
{
    public const string Platform = "onnx_onnxv1";   // the name by which Triton's clients know ONNX

    /// <summary><c>GET /v2/models</c>, as KServe has it.</summary>
    public Task ListAsync(HttpContext context) => Answer.JsonAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("models"u8);
        foreach (ServedModel model in repository.Snapshot.ReadableBy(context.Caller())) writer.WriteStringValue(model.Name);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary><c>GET /v2/models/{m}[/versions/{v}]</c>; a model with a pipeline tells the columns of its raw events besides.</summary>
    public async Task DescribeAsync(HttpContext context)
    {
        (ServedModel model, PredictorMetadata metadata) =
            await DescribeAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, writer => Write(writer, model, metadata)).ConfigureAwait(false);
    }

    /// <summary>What a version takes and gives, and its model; nothing is loaded for it.</summary>
    /// <exception cref="InferenceException">There is no such model or version, or what it says cannot be read.</exception>
    public Task<(ServedModel Model, PredictorMetadata Metadata)> DescribeAsync(
        string? name, string? version, CancellationToken cancellationToken) =>
        repository.ReadAsync(async models =>
        {
            ServedModel model = models.Find(name);
            return (model, await signatures.ReadAsync(model.Find(version), cancellationToken).ConfigureAwait(false));
        });

    /// <summary><c>GET /v2/models/{m}[/versions/{v}]/ready</c>: ready is what can be loaded.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        string? name = context.RouteText("name");
        using PredictorLease lease = await repository.AcquireToDescribeAsync(name, context.RouteText("version"), context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.JsonAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteBoolean("ready"u8, true);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, ServedModel model, PredictorMetadata metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, model.Name);
        writer.WriteStartArray("versions"u8);
        foreach (ServedVersion version in model.Versions)
            writer.WriteStringValue(version.Facts.Version.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndArray();
        writer.WriteString("platform"u8, Platform);
        metadata.WriteSignature(writer);
        writer.WriteEndObject();
    }
}
