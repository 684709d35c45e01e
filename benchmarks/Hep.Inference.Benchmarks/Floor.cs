using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Hep.Inference.Benchmarks;

/// <summary>
/// What a service costs at least: Kestrel and ONNX Runtime, one run a request on its own thread, one model, nothing checked. TFaaS' row
/// under <c>/json</c>, the values alone as bytes under <c>/raw</c>.
/// </summary>
internal static class Floor
{
    private static readonly string[] Inputs = ["features"], Outputs = ["score"];

    public static async Task ServeAsync(byte[] model, string url)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        using InferenceSession session = new(model, options);
        using RunOptions run = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication application = builder.Build();
        application.Urls.Add(url);
        application.Map("/json", async context =>
        {
            Row? row = await JsonSerializer.DeserializeAsync(context.Request.Body, FloorJson.Default.Row);
            float[] scores = Predict(row!.Values);
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, scores, FloorJson.Default.SingleArray);
        });
        application.Map("/raw", async context =>
        {
            byte[] body = new byte[sizeof(float) * Networks.CellCount];
            await context.Request.Body.ReadExactlyAsync(body);
            float[] values = new float[Networks.CellCount];
            Buffer.BlockCopy(body, 0, values, 0, body.Length);
            byte[] answer = new byte[sizeof(float)];
            BinaryPrimitives.WriteSingleLittleEndian(answer, Predict(values)[0]);
            await context.Response.Body.WriteAsync(answer);
        });
        await application.RunAsync();

        float[] Predict(float[] values)
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, Inputs, [input], Outputs);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }
}

/// <summary>TFaaS' request.</summary>
internal sealed record Row(string[] Keys, float[] Values, string Model);

[JsonSerializable(typeof(Row))]
[JsonSerializable(typeof(float[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class FloorJson : JsonSerializerContext;
