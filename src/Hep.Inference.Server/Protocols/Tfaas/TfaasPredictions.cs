using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Hep.Inference.Server.Telemetry;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>TFaaS' <c>/json</c> and <c>/proto</c>: one row in, the first row of the model's first output out.</summary>
internal sealed class TfaasPredictions(ModelRepository repository, InferenceServerOptions options, ServiceTelemetry telemetry)
{
    private const string ProtobufType = "application/x-protobuf";

    public Task JsonAsync(HttpContext context) => PredictAsync(context, TfaasRowJson.Read, AnswerAsync);

    public Task ProtoAsync(HttpContext context) => PredictAsync(context, TfaasRowProto.Read,
        static (context, scores) => Answer.BytesAsync(context, ProtobufType, TfaasRowProto.Write(scores.Get<float>())));

    /// <summary>The first event's part of the first output.</summary>
    public static Tensor FirstRow(Predictions predictions)
    {
        Tensor output = predictions.Outputs[0];
        return output.Shape.IsEmpty ? output.Rename(output.Name) : output.Rows(0, Math.Min(1, output.RowCount));
    }

    /// <summary>A bare array of numbers.</summary>
    public static Task AnswerAsync(HttpContext context, Tensor scores) =>
        Answer.JsonAsync(context, writer => TensorJson.WriteData(writer, scores));

    private delegate TfaasRow RowReader(ReadOnlyMemory<byte> body);

    private async Task PredictAsync(HttpContext context, RowReader read, Func<HttpContext, Tensor, Task> answer)
    {
        TfaasRow row = await ReadAsync(context, read).ConfigureAwait(false);
        row.Check();
        context.Demand(AccessRole.Predict, row.Model);
        using PredictorLease lease = await repository.AcquireAsync(row.Model, null, context.RequestAborted).ConfigureAwait(false);
        using Predictions predictions = await PredictAsync(context, row, lease).ConfigureAwait(false);
        using Tensor first = FirstRow(predictions);
        await answer(context, first).ConfigureAwait(false);
        lease.Answered();
    }

    private async ValueTask<TfaasRow> ReadAsync(HttpContext context, RowReader read)
    {
        using PooledBuffer body = await RequestBody.ReadAsync(context, options.MaximumRequestBytes).ConfigureAwait(false);
        return read(body.Written);
    }

    private ValueTask<Predictions> PredictAsync(HttpContext context, TfaasRow row, PredictorLease lease)
    {
        PredictorMetadata model = lease.Predictor.Metadata;
        return model.EventColumns is { } columns
            ? PredictEventAsync(context, TfaasInputs.ToEvent(row, model, columns), lease)
            : telemetry.PredictAsync(RequestRecord.Of(context), lease, TfaasInputs.ToTensors(row, model), context.RequestAborted);
    }

    private async ValueTask<Predictions> PredictEventAsync(HttpContext context, EntryBatch rawEvent, PredictorLease lease)
    {
        using (rawEvent)
            return await telemetry.PredictAsync(RequestRecord.Of(context), lease, rawEvent, context.RequestAborted).ConfigureAwait(false);
    }
}
