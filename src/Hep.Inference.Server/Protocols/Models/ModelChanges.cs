using System.Text;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>What is done to models, below <c>/v2/repository/models</c>; the answer is what is there afterwards.</summary>
internal sealed class ModelChanges(ModelUploads uploads, ModelAdministration administration, InferenceServerOptions options)
{
    private const long MostBytes = 1 << 20;

    /// <summary><c>POST</c> of an ONNX file: the model's next version, with the notes that the query has.</summary>
    public async Task UploadAsync(HttpContext context)
    {
        string name = ModelName.Check(context.RouteText("name"));
        QueryKeys query = new(context, "tag", "label", "alias", "description", "execution");
        UploadNotes notes = new()
        {
            Tags = query.All("tag"),
            Labels = query.Pairs("label"),
            Aliases = query.All("alias"),
            Description = query.One("description") ?? "",
            Execution = query.One("execution") is { } execution ? ModelExecution.FromJson(execution) : null,
        };
        using Stream body = RequestBody.Open(context, options.MaximumModelBytes);
        using StagedModel staged = await uploads.StageAsync(body, context.RequestAborted).ConfigureAwait(false);
        ModelVersion version = await uploads
            .AddAsync(new ModelUpload(name, staged) { Notes = notes }, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, version.ToJson()).ConfigureAwait(false);
    }

    /// <summary><c>DELETE</c> of a version, or of a model with all its versions; the answer is what was there.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        ServedModel before = await administration.DeleteAsync(context.RouteText("name"), context.RouteText("version"),
            new QueryKeys(context, "now").Flag("now"), context.Caller(), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, before.Describe().ToJson()).ConfigureAwait(false);
    }

    /// <summary><c>POST</c> …/undelete: of one version or of all that were deleted.</summary>
    public Task UndeleteAsync(HttpContext context) => AnswerAsync(context, administration.UndeleteAsync(
        context.RouteText("name"), context.RouteText("version"), context.Caller(), context.RequestAborted));

    /// <summary><c>PATCH</c> of a model: description, default policy, aliases.</summary>
    public async Task ChangeModelAsync(HttpContext context) => await AnswerAsync(context, administration.ChangeAsync(
        context.RouteText("name"), ModelChange.FromJson(await ReadAsync(context).ConfigureAwait(false)), context.Caller(),
        context.RequestAborted)).ConfigureAwait(false);

    /// <summary><c>PATCH</c> of a version: description, tags, labels.</summary>
    public async Task ChangeVersionAsync(HttpContext context) => await AnswerAsync(context, administration.ChangeAsync(
        context.RouteText("name"), context.RouteText("version"), VersionChange.FromJson(await ReadAsync(context).ConfigureAwait(false)),
        context.Caller(), context.RequestAborted)).ConfigureAwait(false);

    /// <summary><c>POST</c> …/rollback, of the default version or of the alias in the query.</summary>
    public Task RollBackAsync(HttpContext context) => AnswerAsync(context, administration.RollBackAsync(
        context.RouteText("name"), new QueryKeys(context, "alias").One("alias"), context.Caller(), context.RequestAborted));

    private static async Task AnswerAsync(HttpContext context, Task<ServedModel> change) =>
        await Answer.JsonAsync(context, (await change.ConfigureAwait(false)).Describe().ToJson()).ConfigureAwait(false);

    private static async Task<string> ReadAsync(HttpContext context)
    {
        using PooledBuffer body = await RequestBody.ReadAsync(context, MostBytes).ConfigureAwait(false);
        return Encoding.UTF8.GetString(body.Written.Span);
    }
}
