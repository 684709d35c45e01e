using System.Text.Json;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// <c>GET /v2/models/{m}[/versions/{v}]/config</c> of Triton's configuration extension: what its clients look up, in its words.
/// </summary>
internal sealed class ConfigurationEndpoint(ModelRepository repository, InferenceServerOptions options)
{
    public const string Platform = "onnxruntime_onnx", Backend = "onnxruntime";

    public async Task DescribeAsync(HttpContext context)
    {
        using PredictorLease lease = await repository
            .AcquireAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, writer => Write(writer, lease.Predictor)).ConfigureAwait(false);
    }

    /// <summary>
    /// The rows of one run; 0, which means that <c>dims</c> hold all axes, for a model whose rows know of each other or are of a fixed
    /// number.
    /// </summary>
    public int MostRows(OnnxPredictor predictor) => predictor.HasIndependentRows ? options.Predictor.RowsPerRun : 0;

    /// <summary>The sizes of a tensor without the axis of the rows.</summary>
    public static IEnumerable<long> Sizes(TensorSignature tensor, int mostRows) => mostRows > 0 ? tensor.Shape.Skip(1) : tensor.Shape;

    /// <summary>Triton's name of a type.</summary>
    public static string TypeName(TensorType type) => $"TYPE_{(type == TensorType.Bytes ? "STRING" : type.Datatype)}";

    private void Write(Utf8JsonWriter writer, OnnxPredictor predictor)
    {
        int mostRows = MostRows(predictor);
        writer.WriteStartObject();
        writer.WriteString("name"u8, predictor.Metadata.Name);
        writer.WriteString("platform"u8, Platform);
        writer.WriteString("backend"u8, Backend);
        writer.WriteNumber("max_batch_size"u8, mostRows);
        WriteTensors(writer, "input", predictor.Metadata.Inputs, mostRows);
        WriteTensors(writer, "output", predictor.Metadata.Outputs, mostRows);
        writer.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter writer, string name, IReadOnlyList<TensorSignature> tensors, int mostRows)
    {
        writer.WriteStartArray(name);
        foreach (TensorSignature tensor in tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tensor.Name);
            writer.WriteString("data_type"u8, TypeName(tensor.Type));
            writer.WriteStartArray("dims"u8);
            foreach (long size in Sizes(tensor, mostRows)) writer.WriteNumberValue(size);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
