using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Onnx;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>What a version is made of: the pipeline in front, and the graph behind it.</summary>
internal sealed class ModelStructure(ModelRepository repository, StoredPipelines pipelines, ContentReading contents)
{
    /// <summary>A larger model's graph is not told: the whole file is read for it.</summary>
    private const long MostBytes = 128 << 20;

    /// <summary><c>GET …/pipeline</c>: what is done to raw events, as the document that the model carries.</summary>
    public Task PipelineAsync(HttpContext context) => TellAsync(context, async (version, json) =>
    {
        string pipeline = await pipelines.ReadAsync(version, context.RequestAborted).ConfigureAwait(false)
            ?? throw new InferenceException(InferenceFailure.NotFound,
                $"Version {version.Facts.Version} of '{version.Facts.Name}' carries no pipeline: it takes tensors as they are.");
        json.WriteRawValue(pipeline, skipInputValidation: true);
    });

    /// <summary><c>GET …/graph</c>: layers, the shapes of their weights, and who reads whom.</summary>
    public Task GraphAsync(HttpContext context) => TellAsync(context, async (version, json) =>
    {
        if (version.Facts.Bytes > MostBytes)
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The graph is told of models up to {MostBytes >> 20} MiB, this one has {version.Facts.Bytes >> 20} MiB: fetch the file.");
        await contents.ReadAsync(version, async () =>
        {
            GraphJson.Write(json, await ReadAsync(version, context.RequestAborted).ConfigureAwait(false));
            return true;
        }, context.RequestAborted).ConfigureAwait(false);
    });

    /// <summary>Tells what a content says, whose digest is its name among all: who knows that one knows it already.</summary>
    private async Task TellAsync(HttpContext context, Func<ServedVersion, Utf8JsonWriter, Task> write)
    {
        using PooledBuffer told = new();
        bool isKnown = false;
        context.Response.Headers.ETag = await repository.ReadAsync(async models =>
        {
            ServedVersion version = models.Find(context.RouteText("name")).Find(context.RouteText("version"));
            string tag = $"W/\"{version.Facts.Digest}\"";
            isKnown = context.Request.Headers.IfNoneMatch.Contains(tag);
            if (isKnown) return tag;
            using Utf8JsonWriter json = new(told);
            await write(version, json).ConfigureAwait(false);
            return tag;
        }).ConfigureAwait(false);
        if (isKnown) context.Response.StatusCode = StatusCodes.Status304NotModified;
        else await Answer.BytesAsync(context, "application/json", told.Written).ConfigureAwait(false);  // slow readers hold up nobody
    }

    private async Task<OnnxModel> ReadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        using FileStream file = await repository.OpenCheckedAsync(version, cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[version.Facts.Bytes];
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return OnnxModel.Load(bytes);
    }
}
