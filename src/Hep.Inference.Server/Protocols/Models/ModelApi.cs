using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>The repository over HTTP: <c>/v2/repository/models</c>, where a version is an ONNX file and nothing beside it.</summary>
internal sealed class ModelApi(ModelRepository repository, InferenceServerOptions options)
{
    private const string OnnxType = "application/octet-stream";

    /// <summary><c>GET</c> of all models.</summary>
    public Task ListAsync(HttpContext context) =>
        Answer.JsonAsync(context, new RepositoryListing { Models = [.. repository.Snapshot.Models.Select(m => m.Describe())] }.ToJson());

    /// <summary><c>GET</c> of one model.</summary>
    public Task DescribeAsync(HttpContext context) => Answer.JsonAsync(context, Find(context).Describe().ToJson());

    /// <summary><c>GET</c> of one version.</summary>
    public Task DescribeVersionAsync(HttpContext context) => Answer.JsonAsync(context, FindVersion(context).Facts.ToJson());

    /// <summary><c>GET</c> of a version's ONNX file.</summary>
    public async Task DownloadAsync(HttpContext context)
    {
        ServedVersion version = FindVersion(context);
        using FileStream content = repository.OpenContent(version);
        context.Response.ContentType = OnnxType;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ETag = $"\"{version.Facts.Digest}\"";
        await content.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>POST</c> of an ONNX file: the model's next version.</summary>
    public async Task UploadAsync(HttpContext context)
    {
        string name = ModelName.Check(context.RouteText("name"));
        using Stream body = RequestBody.Open(context, options.MaximumModelBytes);
        using StagedModel staged = await repository.StageAsync(body, context.RequestAborted).ConfigureAwait(false);
        ModelVersion version = await repository.AddAsync(new ModelUpload(name, staged), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, version.ToJson()).ConfigureAwait(false);
    }

    /// <summary><c>DELETE</c> of a version, or of a model with all its versions; the answer is what was there.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        RepositoryModel model = Find(context).Describe();
        await repository.DeleteAsync(model.Name, context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, model.ToJson()).ConfigureAwait(false);
    }

    private ServedModel Find(HttpContext context) => repository.Snapshot.Find(context.RouteText("name"));

    private ServedVersion FindVersion(HttpContext context) => Find(context).Find(context.RouteText("version"));
}
