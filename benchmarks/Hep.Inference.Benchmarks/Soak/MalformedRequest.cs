using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hep.Inference.Benchmarks;

/// <summary>A request that is to be refused with a status from 400 to 499, or that ends before it can be answered.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Head">The request line and headers, without Host and Content-Length.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="MissingBytes">So many more are announced, and never come.</param>
internal sealed record MalformedRequest(string Kind, string Head, byte[] Body, int MissingBytes = 0)
{
    private const string Infer = "POST /v2/models/small/infer HTTP/1.1\r\n", Events = "POST /v2/models/small_events/events HTTP/1.1\r\n",
        Json = "Content-Type: application/json\r\n";

    public static IReadOnlyList<MalformedRequest> All { get; } =
    [
        new("no JSON", Infer + Json, Text("{\"inputs\":[{")),
        new("another JSON", Infer + Json, Text("[1,2,3]")),
        new("deep JSON", Infer + Json, Text(new string('[', 4000))),
        new("wrong shape", Infer + Json, Text(Input("[1,7]", "FP32", "[1,2,3,4,5,6,7]"))),
        new("too few values", Infer + Json, Text(Input("[1,42]", "FP32", "[1]"))),
        new("overflowing shape", Infer + Json, Text(Input("[4294967296,4294967296]", "FP32", "[1]"))),
        new("wrong type", Infer + Json, Text(Input("[1,42]", "BYTES", "[\"a\"]"))),
        new("wrong binary size", Infer + "Inference-Header-Content-Length: 99999\r\n", Text(Input("[1,42]", "FP32", "[1]"))),
        new("no gzip", Infer + Json + "Content-Encoding: gzip\r\n", [0x1F, 0x8B, 1, 2, 3]),
        new("unknown coding", Infer + Json + "Content-Encoding: zstd\r\n", [1, 2, 3]),
        new("missing column", Events + Json, Text("""{"events":[{"f0":1}]}""")),
        new("text for a number", Events + Json, Text("""{"events":[{"f0":"much"}]}""")),
        new("no line of JSON", Events + "Content-Type: application/x-ndjson\r\n", Text("{}\n{")),
        new("no row", "POST /json HTTP/1.1\r\n" + Json, Text("""{"keys":["0"],"values":[1,2],"model":"small"}""")),
        new("no protobuf", "POST /proto HTTP/1.1\r\n", [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        new("unknown model", "POST /v2/models/nosuch/infer HTTP/1.1\r\n" + Json, Text(Input("[1,42]", "FP32", "[1]"))),
        new("unknown version", "POST /v2/models/small/versions/999999/infer HTTP/1.1\r\n" + Json, Text("{}")),
        new("unknown path", "GET /v2/../../etc/passwd HTTP/1.1\r\n", []),
        new("wrong verb", "PUT /v2/models/small/infer HTTP/1.1\r\n", []),
        new("no model to upload", "POST /v2/repository/models/broken/versions HTTP/1.1\r\n", Text("no ONNX file at all")),
        new("unknown policy", "PATCH /v2/repository/models/small HTTP/1.1\r\n" + Json, Text("""{"default_policy":"99999"}""")),
        new("no HTTP", "\u0001\u0002 nothing\r\n", []),
        new("a body that ends early", Infer + Json, Text("""{"inputs":"""), MissingBytes: 1000),
        new("an upload that ends early", "POST /v2/repository/models/broken/versions HTTP/1.1\r\n", new byte[5000], MissingBytes: 100_000),
    ];

    /// <summary>Sends it over a connection of its own.</summary>
    /// <returns>Whether the service refused it as it should, or went on where nothing could be answered; and what it answered.</returns>
    public async Task<(bool IsFine, string Answer)> SendAsync(Uri service, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, service.Port, cancellationToken);
            string head = string.Create(CultureInfo.InvariantCulture,
                $"{Head}Host: {service.Authority}\r\nContent-Length: {Body.Length + MissingBytes}\r\nConnection: close\r\n\r\n");
            await socket.SendAsync((byte[])[.. Encoding.Latin1.GetBytes(head), .. Body], cancellationToken);
            if (MissingBytes > 0) return (true, "");
            byte[] answer = new byte[4096];
            int length = await socket.ReceiveAsync(answer, cancellationToken);
            string said = Encoding.Latin1.GetString(answer, 0, length);
            return (said.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), said);
        }
        catch (SocketException e)
        {
            return (false, e.Message);
        }
    }

    private static string Input(string shape, string type, string data) =>
        $$"""{"inputs":[{"name":"features","shape":{{shape}},"datatype":"{{type}}","data":{{data}}}]}""";

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
