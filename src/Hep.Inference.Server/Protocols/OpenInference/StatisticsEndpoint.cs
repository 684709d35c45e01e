using System.Globalization;
using System.Text.Json;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// <c>GET /v2/models/[{m}[/versions/{v}]/]stats</c> of Triton's statistics extension. What is not there is counted as nothing: a cache of
/// answers, memory of other devices.
/// </summary>
internal sealed class StatisticsEndpoint(ModelRepository repository)
{
    public Task ListAsync(HttpContext context)
    {
        IReadOnlyList<ServedVersion> versions = Find(context.RouteText("name"), context.RouteText("version"), context.Caller());
        return Answer.JsonAsync(context, writer => Write(writer, versions));
    }

    /// <summary>One version, all of a model, or all that the caller may see.</summary>
    /// <exception cref="InferenceException">There is no such model or version.</exception>
    public IReadOnlyList<ServedVersion> Find(string? name, string? version, Caller caller)
    {
        if (string.IsNullOrEmpty(name)) return [.. repository.Snapshot.ReadableBy(caller).SelectMany(m => m.Versions)];
        ServedModel model = repository.Snapshot.Find(name);
        return string.IsNullOrEmpty(version) ? model.Versions : [model.Find(version)];
    }

    public static long Nanoseconds(CountedTime time) => (long)time.Total.TotalNanoseconds;

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ServedVersion> versions)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("model_stats"u8);
        foreach (ServedVersion version in versions) Write(writer, version.Facts, version.Counts.Read());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ModelVersion version, PredictorStatistics statistics)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, version.Name);
        writer.WriteString("version"u8, version.Version.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("last_inference"u8, statistics.LastRun?.ToUnixTimeMilliseconds() ?? 0);
        writer.WriteNumber("inference_count"u8, statistics.Rows);
        writer.WriteNumber("execution_count"u8, statistics.Runs);
        writer.WriteStartObject("inference_stats"u8);
        Write(writer, "success", statistics.Succeeded);
        Write(writer, "fail", statistics.Failed);
        Write(writer, "queue", statistics.Queue);
        Write(writer, "compute_input", statistics.Input);
        Write(writer, "compute_infer", statistics.Infer);
        Write(writer, "compute_output", statistics.Output);
        Write(writer, "cache_hit", default);
        Write(writer, "cache_miss", default);
        writer.WriteEndObject();
        writer.WriteStartObject("response_stats"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("batch_stats"u8);
        foreach (BatchStatistics batch in statistics.Batches)
        {
            writer.WriteStartObject();
            writer.WriteNumber("batch_size"u8, batch.Rows);
            Write(writer, "compute_input", batch.Input);
            Write(writer, "compute_infer", batch.Infer);
            Write(writer, "compute_output", batch.Output);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("memory_usage"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, CountedTime time)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("count"u8, time.Count);
        writer.WriteNumber("ns"u8, Nanoseconds(time));
        writer.WriteEndObject();
    }
}
