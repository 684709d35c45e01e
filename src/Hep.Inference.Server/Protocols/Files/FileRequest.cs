using System.Globalization;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Files;

/// <summary>Which events of which file are to be scored.</summary>
/// <param name="Url">Where the file is; null: it is the body.</param>
/// <param name="Tree">Its tree; null: the only one.</param>
/// <param name="First">The first entry.</param>
/// <param name="End">The entry behind the last; null: all.</param>
internal sealed record FileRequest(string? Url, string? Tree, long First, long? End)
{
    private const long MostJsonBytes = 64 << 10;

    /// <summary>Whether a body is JSON that names a file, and not the file.</summary>
    public static bool IsJson(HttpRequest request) =>
        request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads <c>{"url": …, "tree": …, "entries": [first, end]}</c>, or for a body that is the file the query
    /// <c>?tree=…&amp;first=…&amp;end=…</c>.</summary>
    public static async Task<FileRequest> ReadAsync(HttpContext context)
    {
        if (!IsJson(context.Request)) return OfQuery(context.Request.Query);
        using PooledBuffer body = await RequestBody.ReadAsync(context, MostJsonBytes).ConfigureAwait(false);
        FileRequest request = JsonBody.Parse(body.Written.Span, Read);
        return request.Url is null ? throw Refuse("The request has no 'url'.") : request.Check();
    }

    public static InferenceException Refuse(string message) => new(InferenceFailure.InvalidRequest, message);

    private static FileRequest OfQuery(IQueryCollection query) =>
        new FileRequest(null, query["tree"].FirstOrDefault(), Number(query, "first") ?? 0, Number(query, "end")).Check();

    private static long? Number(IQueryCollection query, string name) => query[name].FirstOrDefault() is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Refuse($"'{name}' in the query must be the number of an entry.");

    private static FileRequest Read(ref Utf8JsonReader reader)
    {
        FileRequest request = new(null, null, 0, null);
        JsonBody.ExpectObject(ref reader, "The request");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "url": request = request with { Url = JsonBody.ReadText(ref reader, "'url'") }; break;
                case "tree": request = request with { Tree = JsonBody.ReadText(ref reader, "'tree'") }; break;
                case "entries":
                    if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'entries' must be [first, end].");
                    reader.Read();
                    request = request with { First = JsonBody.ReadInteger(ref reader, "The first of 'entries'") };
                    reader.Read();
                    request = request with { End = JsonBody.ReadInteger(ref reader, "The end of 'entries'") };
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("'entries' must be [first, end].");
                    break;
                default: throw Refuse($"The request has no member '{name}': url, tree, entries.");
            }
        }
        return request;
    }

    private FileRequest Check() => First >= 0 && (End is not { } end || end >= First)
        ? this
        : throw Refuse("The entries must be from a first one to a later end.");
}
