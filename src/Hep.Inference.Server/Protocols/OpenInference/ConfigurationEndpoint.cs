using System.Globalization;
using System.Text.Json;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// <c>GET /v2/models/{m}[/versions/{v}]/config</c> of Triton's configuration extension: what its clients look up, in its words.
/// </summary>
internal sealed class ConfigurationEndpoint(ModelRepository repository)
{
    public const string Platform = "onnxruntime_onnx", Backend = "onnxruntime";

    /// <summary>Triton's parameter of its runtime, and one of ours.</summary>
    public const string ThreadsParameter = "intra_op_thread_count", ShareParameter = "share";

    public async Task DescribeAsync(HttpContext context)
    {
        using PredictorLease lease = await repository
            .AcquireToDescribeAsync(context.RouteText("name"), context.RouteText("version"), context.RequestAborted).ConfigureAwait(false);
        await Answer.JsonAsync(context, writer => Write(writer, lease.Predictor)).ConfigureAwait(false);
    }

    /// <summary>
    /// The rows of one run; 0, which means that <c>dims</c> hold all axes, for a model whose rows know of each other or are of a fixed
    /// number.
    /// </summary>
    public static int MostRows(OnnxPredictor predictor) => predictor.HasIndependentRows ? predictor.Options.RowsPerRun : 0;

    /// <summary>The sizes of a tensor without the axis of the rows.</summary>
    public static IEnumerable<long> Sizes(TensorSignature tensor, int mostRows) => mostRows > 0 ? tensor.Shape.Skip(1) : tensor.Shape;

    /// <summary>Triton's name of a type.</summary>
    public static string TypeName(TensorType type) => $"TYPE_{(type == TensorType.Bytes ? "STRING" : type.Datatype)}";

    private static void Write(Utf8JsonWriter writer, OnnxPredictor predictor)
    {
        int mostRows = MostRows(predictor);
        writer.WriteStartObject();
        writer.WriteString("name"u8, predictor.Metadata.Name);
        writer.WriteString("platform"u8, Platform);
        writer.WriteString("backend"u8, Backend);
        writer.WriteNumber("max_batch_size"u8, mostRows);
        WriteTensors(writer, "input", predictor.Metadata.Inputs, mostRows);
        WriteTensors(writer, "output", predictor.Metadata.Outputs, mostRows);
        WriteExecution(writer, predictor.Options);
        writer.WriteEndObject();
    }

    private static void WriteExecution(Utf8JsonWriter writer, OnnxPredictorOptions options)
    {
        writer.WriteStartArray("instance_group"u8);
        writer.WriteStartObject();
        writer.WriteNumber("count"u8, options.Workers);
        writer.WriteString("kind"u8, options.Provider.Device is null ? "KIND_CPU"u8 : "KIND_GPU"u8);
        if (options.Provider.Device is { } device)
        {
            writer.WriteStartArray("gpus"u8);
            writer.WriteNumberValue(device);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("dynamic_batching"u8);
        writer.WriteStartArray("preferred_batch_size"u8);
        writer.WriteNumberValue(options.SharedRows);
        writer.WriteEndArray();
        writer.WriteNumber("max_queue_delay_microseconds"u8, (long)options.LongestWait.TotalMicroseconds);
        writer.WriteStartObject("default_queue_policy"u8);
        writer.WriteNumber("max_queue_size"u8, options.QueueLength);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("parameters"u8);
        WriteParameter(writer, ThreadsParameter, options.ThreadsPerRun);
        WriteParameter(writer, ShareParameter, options.Share);
        writer.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter writer, string name, double value)
    {
        writer.WriteStartObject(name);
        writer.WriteString("string_value"u8, value.ToString(CultureInfo.InvariantCulture));
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
