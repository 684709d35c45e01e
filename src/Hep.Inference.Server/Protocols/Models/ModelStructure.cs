using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Onnx;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>What a version is made of: the pipeline in front, and the graph behind it.</summary>
internal sealed class ModelStructure(ModelRepository repository) : IDisposable
{
    /// <summary>A larger model's graph is not told: the whole file is read for it.</summary>
    private const long MostBytes = 128 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary><c>GET …/pipeline</c>: what is done to raw events, as the document that the model carries.</summary>
    public async Task PipelineAsync(HttpContext context)
    {
        ServedVersion version = repository.Snapshot.Find(context.RouteText("name")).Find(context.RouteText("version"));
        string pipeline = await StoredPipeline.ReadAsync(repository, version, context.RequestAborted).ConfigureAwait(false)
            ?? throw new InferenceException(InferenceFailure.NotFound,
                $"Version {version.Facts.Version} of '{version.Facts.Name}' carries no pipeline: it takes tensors as they are.");
        await Answer.JsonAsync(context, pipeline).ConfigureAwait(false);
    }

    /// <summary><c>GET …/graph</c>: layers, the shapes of their weights, and who reads whom.</summary>
    public async Task GraphAsync(HttpContext context)
    {
        ServedVersion version = repository.Snapshot.Find(context.RouteText("name")).Find(context.RouteText("version"));
        if (version.Facts.Bytes > MostBytes)
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The graph is told of models up to {MostBytes >> 20} MiB, this one has {version.Facts.Bytes >> 20} MiB: fetch the file.");
        string tag = $"W/\"{version.Facts.Digest}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.Contains(tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        using PooledBuffer json = new();
        if (!await _one.WaitAsync(LongestWait, context.RequestAborted).ConfigureAwait(false))   // each takes some times its file in memory
            throw new InferenceException(InferenceFailure.Overloaded,
                $"Others ask for graphs, one of which is told at a time, for {LongestWait.TotalSeconds:F0} s already. Ask again later.")
            {
                Model = version.Facts.Name,
                RetryAfter = LongestWait,
            };
        try
        {
            OnnxModel model = await ReadAsync(version, context.RequestAborted).ConfigureAwait(false);
            using Utf8JsonWriter writer = new(json);
            GraphJson.Write(writer, model);
        }
        finally
        {
            _one.Release();
        }
        await Answer.BytesAsync(context, "application/json", json.Written).ConfigureAwait(false);   // who reads slowly keeps nobody waiting
    }

    public void Dispose() => _one.Dispose();

    private async Task<OnnxModel> ReadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        using Stream file = await repository.OpenContentAsync(version, cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[version.Facts.Bytes];
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return OnnxModel.Load(bytes);
    }
}
