using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// TFaaS' <c>/models</c>, <c>/params</c>, <c>/upload</c> and <c>/delete</c>: an upload adds a version, a deletion takes all.
/// </summary>
internal sealed class TfaasModels(
    ModelRepository repository, ModelUploads uploads, ModelAdministration administration, InferenceServerOptions options)
{
    /// <summary>What a form or a tar needs beside the model.</summary>
    private const long BundleBytes = 1 << 20;

    private const string Base64Encoding = "base64";

    public Task ListAsync(HttpContext context) => Answer.JsonAsync(context, writer =>
    {
        writer.WriteStartArray();
        foreach (ServedModel model in repository.Snapshot.ReadableBy(context.Caller())) writer.WriteRawValue(ParametersOf(model));
        writer.WriteEndArray();
    });

    public Task DescribeAsync(HttpContext context) =>
        Answer.JsonAsync(context, ParametersOf(repository.Snapshot.Find(context.RouteText("name"))));

    public async Task UploadAsync(HttpContext context)
    {
        TfaasParts parts = await ReadPartsAsync(context).ConfigureAwait(false);
        (string name, byte[] model, TfaasParameters parameters, string? labels) = parts.Assemble();
        context.Demand(AccessRole.Upload, name);
        if (model.Length > options.MaximumModelBytes) throw BoundedStream.TooLarge(options.MaximumModelBytes);
        using MemoryStream content = new(model, writable: false);
        using StagedModel staged = await uploads.StageAsync(content, context.RequestAborted).ConfigureAwait(false);
        ModelUpload upload = new(name, staged) { Parameters = parameters.Text, Labels = labels, Answers = true };
        await uploads.AddAsync(upload, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        await Answer.EmptyAsync(context).ConfigureAwait(false);
    }

    /// <summary>The name stands in the path, in the query, or in the form's field <c>model</c>.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        string name = context.RouteText("name") ?? context.Request.Query["model"].FirstOrDefault()
            ?? await ReadNameAsync(context).ConfigureAwait(false);
        if (name.Length == 0) throw TfaasParts.Refuse("The form has no field 'model'.");
        context.Demand(AccessRole.Administer, name);
        await administration.DeleteAsync(name, version: null, atOnce: false, context.Caller(),
            context.RequestAborted).ConfigureAwait(false);
        await Answer.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task<TfaasParts> ReadPartsAsync(HttpContext context)
    {
        bool isBase64 = context.Request.Headers.ContentEncoding == Base64Encoding;
        if (isBase64) context.Request.Headers.ContentEncoding = default;   // it speaks of one part, not of the body
        using Stream body = RequestBody.Open(context, options.MaximumModelBytes + BundleBytes);
        return TfaasForm.IsIn(context.Request)
            ? await TfaasForm.ReadUploadAsync(context.Request, body, isBase64, context.RequestAborted).ConfigureAwait(false)
            : await TfaasBundle.ReadAsync(body, options.MaximumModelBytes + BundleBytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<string> ReadNameAsync(HttpContext context)
    {
        if (!TfaasForm.IsIn(context.Request))
            throw TfaasParts.Refuse("A form with the field 'model' was expected, or the name in the path.");
        using Stream body = RequestBody.Open(context, BundleBytes);
        return await TfaasForm.ReadModelNameAsync(context.Request, body, context.RequestAborted).ConfigureAwait(false);
    }

    private static string ParametersOf(ServedModel model) =>
        model.Default.Stored.Parameters ?? TfaasParameters.Describe(model.Default.Facts);
}
