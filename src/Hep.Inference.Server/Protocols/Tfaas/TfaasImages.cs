using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>
/// TFaaS' <c>/image</c>: a form with a picture and a model's name in, the numbers of the model's first output out. Pixels are numbers from
/// 0 to 255, row by row, colours innermost: [1, height, width, channels].
/// </summary>
internal sealed class TfaasImages(ModelRepository repository, InferenceServerOptions options, ServiceTelemetry telemetry)
{
    private const string ImagePart = "image", ModelPart = "model";

    public async Task PredictAsync(HttpContext context)
    {
        (byte[] image, string name) = await ReadAsync(context).ConfigureAwait(false);
        context.Demand(AccessRole.Predict, name);
        using PredictorLease lease = await repository.AcquireAsync(name, version: null, context.RequestAborted).ConfigureAwait(false);
        using Tensor input = TfaasPicture.Decode(image, InputOf(lease.Predictor.Metadata), options.MaximumRequestBytes);
        using Predictions predictions = await telemetry
            .PredictAsync(RequestRecord.Of(context), lease, [input], context.RequestAborted).ConfigureAwait(false);
        using Tensor scores = TfaasPredictions.FirstRow(predictions);
        await TfaasPredictions.AnswerAsync(context, scores).ConfigureAwait(false);
        lease.Answered();
    }

    // The name may stand in the query too, as Go reads forms.
    private async Task<(byte[] Image, string Model)> ReadAsync(HttpContext context)
    {
        if (!TfaasForm.IsIn(context.Request)) throw TfaasParts.Refuse("A form with the parts 'image' and 'model' was expected.");
        byte[]? image = null;
        string model = context.Request.Query[ModelPart].ToString();
        using Stream body = RequestBody.Open(context, options.MaximumRequestBytes);
        foreach ((string part, _, byte[] content) in
            await TfaasForm.ReadAsync(context.Request, body, context.RequestAborted).ConfigureAwait(false))
        {
            if (part == ImagePart) image = content;
            else if (part == ModelPart) model = System.Text.Encoding.UTF8.GetString(content);
        }
        if (image is null) throw TfaasParts.Refuse("The form has no part 'image'.");
        return model.Length > 0 ? (image, model) : throw TfaasParts.Refuse("The form has no field 'model'.");
    }

    private static TensorSignature InputOf(PredictorMetadata model) =>
        model.Inputs is [{ Type: TensorType.Float32 or TensorType.UInt8, Shape: [< 0 or 1, _, _, < 0 or 1 or 3] } input]
            ? input
            : throw TfaasParts.Refuse(
                $"The model '{model.Name}' takes no pictures: one input FP32 or UINT8 [1, height, width, 1 or 3] does.");
}
