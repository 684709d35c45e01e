using Google.Protobuf;
using Google.Protobuf.Collections;
using Hep.Inference.Protobuf;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Protocols.OpenInference;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Telemetry;
using RequestedTensor = Hep.Inference.Protobuf.ModelInferRequest.Types.InferRequestedOutputTensor;

namespace Hep.Inference.Server.Protocols.Grpc;

/// <summary>A request for inference from its message to the answer's message.</summary>
internal sealed class GrpcInference(ModelRepository repository, ServiceTelemetry telemetry)
{
    /// <param name="record">The record of the call.</param>
    /// <param name="request">The message, whose bytes the model reads.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answer, and what it is a view of: to be disposed when it is sent.</returns>
    /// <exception cref="InferenceException">The request is wrong, or the model failed.</exception>
    public async Task<(ModelInferResponse Answer, IDisposable Memory)> InferAsync(
        RequestRecord record, ModelInferRequest request, CancellationToken cancellationToken)
    {
        TimeSpan? timeout = request.Parameters.TryGetValue(RequestParameters.TimeoutName, out InferParameter? microseconds)
            ? RequestDeadline.FromMicroseconds(Number(microseconds))
            : null;
        using CancellationTokenSource? end = timeout is { } time ? RequestDeadline.Of(time, cancellationToken) : null;
        try
        {
            return await PredictAsync(record, request, end?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout is not null && !cancellationToken.IsCancellationRequested)
        {
            throw RequestDeadline.Passed(timeout.Value, e);
        }
    }

    private async Task<(ModelInferResponse Answer, IDisposable Memory)> PredictAsync(
        RequestRecord record, ModelInferRequest request, CancellationToken cancellationToken)
    {
        using PredictorLease lease = await repository.AcquireAsync(request.ModelName, request.ModelVersion, cancellationToken)
            .ConfigureAwait(false);
        PredictorMetadata model = lease.Predictor.Metadata;
        foreach (string parameter in request.Parameters.Keys) RequestParameters.CheckName(parameter);
        List<RequestedOutput>? wanted = ReadOutputs(request.Outputs);
        RequestedOutput.Check(wanted, model);
        List<Tensor> inputs = GrpcTensors.Read(request, new TensorFit(model.Name, model.Inputs));
        Predictions? predictions = null;
        try
        {
            predictions = await telemetry.PredictAsync(record, lease, inputs, cancellationToken).ConfigureAwait(false);
            using ChosenOutputs outputs = new(wanted, isBinary: true, predictions, lease);
            ModelInferResponse answer = Answer(request, model, outputs);
            lease.Answered();
            return (answer, predictions);
        }
        catch
        {
            predictions?.Dispose();
            throw;
        }
        finally
        {
            inputs.ForEach(t => t.Dispose());
        }
    }

    // Clients read raw contents, one for each output, and nothing else.
    private static ModelInferResponse Answer(ModelInferRequest request, PredictorMetadata model, ChosenOutputs outputs)
    {
        ModelInferResponse answer = new() { ModelName = model.Name, ModelVersion = model.Version, Id = request.Id };
        foreach ((Tensor output, _) in outputs.Tensors)
        {
            answer.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor
            {
                Name = output.Name,
                Datatype = output.Type.Datatype,
                Shape = { output.Shape },
            });
            answer.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(TensorBinary.Encode(output)));
        }
        return answer;
    }

    private static List<RequestedOutput>? ReadOutputs(RepeatedField<RequestedTensor> outputs)
    {
        if (outputs.Count == 0) return null;
        List<RequestedOutput> wanted = [];
        foreach (RequestedTensor output in outputs)
        {
            foreach (string name in output.Parameters.Keys) RequestedOutput.CheckParameter(name);
            long classes = output.Parameters.TryGetValue("classification", out InferParameter? count) ? Number(count) : 0;
            RequestedOutput.Add(wanted, new RequestedOutput(output.Name, IsBinary: true, RequestedOutput.CheckClasses(classes)));
        }
        return wanted;
    }

    private static long Number(InferParameter parameter) => parameter.ParameterChoiceCase switch
    {
        InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
        InferParameter.ParameterChoiceOneofCase.Uint64Param => (long)Math.Min(parameter.Uint64Param, long.MaxValue),
        _ => -1,
    };
}
