using System.Globalization;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Inference.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary><c>POST /v2/repository/index</c> of Triton's repository extension: every version and its state.</summary>
internal sealed class RepositoryIndex(ModelRepository repository)
{
    private const long MostBytes = 64 << 10;

    public async Task ListAsync(HttpContext context)
    {
        using PooledBuffer body = await RequestBody.ReadAsync(context, MostBytes).ConfigureAwait(false);
        bool onlyReady = body.Length > 0 && JsonBody.Parse(body.Written.Span, ReadFilter);
        await Answer.JsonAsync(context, writer => Write(writer, context.Caller(), onlyReady)).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter writer, Caller caller, bool onlyReady)
    {
        writer.WriteStartArray();
        foreach (ServedVersion version in repository.Snapshot.ReadableBy(caller).SelectMany(m => m.Versions))
        {
            VersionState state = version.State;
            if (onlyReady && !state.IsReady) continue;
            writer.WriteStartObject();
            writer.WriteString("name"u8, version.Facts.Name);
            writer.WriteString("version"u8, version.Facts.Version.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("state"u8, state.Name);
            writer.WriteString("reason"u8, state.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static bool ReadFilter(ref Utf8JsonReader reader)
    {
        bool onlyReady = false;
        JsonBody.ExpectObject(ref reader, "The filter");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            if (name == "ready") onlyReady = JsonBody.ReadTruth(ref reader, "'ready'");
            else reader.Skip();
        }
        return onlyReady;
    }
}
