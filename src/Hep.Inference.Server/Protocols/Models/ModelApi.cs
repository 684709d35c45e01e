using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>What models there are: <c>/v2/repository/models</c>, where a version is an ONNX file and nothing beside it.</summary>
internal sealed class ModelApi(ModelRepository repository)
{
    private const string OnnxType = "application/octet-stream";

    /// <summary><c>GET</c> of all models.</summary>
    public Task ListAsync(HttpContext context) =>
        Answer.JsonAsync(context, new RepositoryListing
        {
            Models = [.. repository.Snapshot.ReadableBy(context.Caller()).Select(m => m.Describe())],
        }.ToJson());

    /// <summary><c>GET</c> of one model.</summary>
    public Task DescribeAsync(HttpContext context) => Answer.JsonAsync(context, Find(context).Describe().ToJson());

    /// <summary><c>GET</c> of one version.</summary>
    public Task DescribeVersionAsync(HttpContext context)
    {
        ServedModel model = Find(context);
        return Answer.JsonAsync(context, model.Describe(FindVersion(context, model)).ToJson());
    }

    /// <summary><c>GET</c> of a version's card.</summary>
    public async Task CardAsync(HttpContext context)
    {
        ModelVersion version = FindVersion(context, Find(context)).Facts;
        string card = await repository.Queries.CardOfAsync(version, context.RequestAborted).ConfigureAwait(false)
            ?? throw new InferenceException(InferenceFailure.NotFound,
                $"Version {version.Version} of '{version.Name}' carries no card: it was not trained by Hep.Train.");
        await Answer.JsonAsync(context, card).ConfigureAwait(false);
    }

    /// <summary><c>GET</c> of a version's ONNX file.</summary>
    public async Task DownloadAsync(HttpContext context)
    {
        (ModelVersion facts, FileStream file) = await repository.ReadAsync(async models =>
        {
            ServedVersion version = FindVersion(context, models.Find(context.RouteText("name")));
            return (version.Facts, await repository.OpenContentAsync(version, context.RequestAborted).ConfigureAwait(false));
        }).ConfigureAwait(false);
        using FileStream content = file;
        context.Response.ContentType = OnnxType;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ETag = $"\"{facts.Digest}\"";
        await content.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private ServedModel Find(HttpContext context) => repository.Snapshot.Find(context.RouteText("name"));

    private static ServedVersion FindVersion(HttpContext context, ServedModel model) => model.Find(context.RouteText("version"));
}
