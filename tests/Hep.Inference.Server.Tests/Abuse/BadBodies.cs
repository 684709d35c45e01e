using System.Formats.Tar;
using System.Text;

namespace Hep.Inference.Testing;

/// <summary>A request that no route should take.</summary>
/// <param name="Path">Appended to the route's path: a query, usually nothing.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">Further headers, lines with their ends.</param>
internal sealed record BadRequest(byte[] Body, string Path = "", string Headers = "")
{
    public static implicit operator BadRequest(string body) => new(Encoding.UTF8.GetBytes(body));

    public static BadRequest Query(string query) => new([], query);
}

/// <summary>What is wrong to send to each route that reads a body or a query, by verb and path; a route of a version has that of its
/// model.</summary>
internal static class BadBodies
{
    private const string Form = "Content-Type: multipart/form-data; boundary=b\r\n";

    public static IReadOnlyDictionary<string, BadRequest[]> Of { get; } = new Dictionary<string, BadRequest[]>(StringComparer.Ordinal)
    {
        ["POST /v2/models/{name}/infer"] =
        [
            "", "{", "[]", "null", "\0", "{\"inputs\":{}}", "{\"inputs\":[]}", "{\"inputs\":[5]}", "{\"inputs\":[{}]}", "{}",
            Input("""[1,4]""", "FP64", "[1,2,3,4]"), Input("[1,4]", "fp32", "[1,2,3,4]"), Input("[1,4]", "FP99", "[1,2,3,4]"),
            Input("[1,4]", "BYTES", "[\"a\",\"b\",\"c\",\"d\"]"), Input("[1,5]", "FP32", "[1,2,3,4,5]"), Input("[4]", "FP32", "[1,2,3,4]"),
            Input("[-1,4]", "FP32", "[1,2,3,4]"), Input("[0,4]", "FP32", "[1]"), Input("[4294967296,4294967296]", "FP32", "[1]"),
            Input("[9223372036854775807,2]", "FP32", "[1]"), Input("[18446744073709551616]", "FP32", "[1]"),
            Input("[2147483648,4]", "FP32", "[1]"),
            Input("[1.5,4]", "FP32", "[1,2,3,4]"), Input("[[1,4]]", "FP32", "[1,2,3,4]"), Input("[1,4]", "FP32", "[1,2,3,NaN]"),
            Input("[1,4]", "FP32", "[1,2,3,Infinity]"), Input("[1,4]", "FP32", "[1,2,3,1e999]"), Input("[1,4]", "FP32", "[1,2,3,\"4\"]"),
            Input("[1,4]", "FP32", "[1,2,3,true]"), Input("[1,4]", "FP32", "[1,2,3]"), Input("[1,4]", "FP32", "[[[[1,2,3,4]]]]"),
            Input("[1,4]", "FP32", "null"),
            "{\"inputs\":[{\"name\":\"nosuch\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}",
            "{\"inputs\":[{\"name\":\"inputs\",\"name\":5}]}", $"{{\"inputs\":{new string('[', 5000)}", $"{{\"id\":\"{new string('a', 70)}",
            "{\"parameters\":{\"triton_x\":1},\"inputs\":[]}", "{\"inputs\":[],\"outputs\":[{\"name\":\"../outputs\"}]}",
            Encoding.Latin1.GetString([0xFF, 0xFE, 0x7B, 0]), "{\"inputs\":[{\"name\":\"\\ud800\"}]}",
            Binary("-1", 16), Binary("99999", 16), Binary("x", 16), Binary("9223372036854775808", 16), Binary("3", 16), Binary("0", 3),
            Binary("0", 5000),
            BinaryInput("[1,4]", 15, 15), BinaryInput("[1,4]", 16, 12), BinaryInput("[1,4]", 16, 20), BinaryInput("[1,4]", -16, 16),
            BinaryInput("[1073741824,4]", 16, 16),
            new([0x1F, 0x8B, 1, 2], "", "Content-Encoding: gzip\r\n"), new([1], "", "Content-Encoding: zstd\r\n"),
            new([1], "", "Content-Encoding: gzip, gzip\r\n"), new([0xFF], "", "Content-Encoding: br\r\n"),
        ],
        ["POST /v2/models/{name}/events"] =
        [
            "", "[", "{\"events\":5}", "{\"events\":[5]}", "{\"events\":[{}]}", "{\"events\":[{\"MET_pt\":\"a\",\"Jet_pt\":[]}]}",
            "{\"events\":[{\"MET_pt\":1,\"Jet_pt\":1}]}", "{\"events\":[{\"MET_pt\":[1],\"Jet_pt\":[1]}]}",
            "{\"events\":[{\"MET_pt\":NaN,\"Jet_pt\":[1]}]}",
            "{\"events\":[{\"MET_pt\":1,\"Jet_pt\":[1],\"x\":1}]}", "{\"events\":[{\"MET_pt\":1,\"Jet_pt\":[[1]]}]}",
            "{\"events\":[{\"MET_pt\":1e999,\"Jet_pt\":[1]}]}", new(Encoding.UTF8.GetBytes("{}\n{"), "",
                "Content-Type: application/x-ndjson\r\n"),
            "{\"inputs\":[{\"name\":\"Jet_pt.offsets\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[0,2147483647]}]}",
            "{\"inputs\":[{\"name\":\"MET_pt\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]},"
                + "{\"name\":\"Jet_pt\",\"shape\":[1],\"datatype\":\"FP32\","
                + "\"data\":[1]},{\"name\":\"Jet_pt.offsets\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[1,-1]}]}",
        ],
        ["POST /v2/models/{name}/files"] =
        [
            "", "no ROOT file at all", new(Encoding.ASCII.GetBytes($"root{new string('\0', 400)}")), BadRequest.Query("?first=-1"),
            BadRequest.Query("?end=99999999999999999999"), Json("{\"url\":\"file:///etc/passwd\"}"), Json("{\"url\":\"/etc/passwd\"}"),
            Json("{\"url\":\"http://169.254.169.254/latest\"}"), Json("{\"url\":\"root://host//../../x\"}"), Json("{\"url\":5}"),
            Json("{}"),
            Json("{\"url\":\"http://a\",\"entries\":[5,1]}"),
        ],
        ["POST /v2/repository/index"] = ["[", "[1]", "{\"ready\":1}", "null"],
        ["POST /v2/repository/models/{name}/load"] =
            ["[", "{\"parameters\":{\"config\":\"{}\"}}", "{\"parameters\":{\"file:1/model.onnx\":\"AAAA\"}}", "{\"parameters\":5}"],
        ["POST /v2/repository/models/{name}/unload"] = ["[", "{\"parameters\":[]}", "5"],
        ["PATCH /v2/repository/models/{name}"] =
        [
            "", "[", "5", "null", "{\"x\":1}", "{\"default_policy\":\"99\"}", "{\"default_policy\":\"tag:\"}", "{\"default_policy\":5}",
            "{\"aliases\":{\"a b\":1}}",
            "{\"aliases\":{\"../x\":1}}", "{\"aliases\":{\"7\":1}}", "{\"aliases\":{\"x\":99}}", "{\"aliases\":{\"x\":-1}}",
            "{\"aliases\":{\"x\":1e30}}", "{\"description\":\"\\u0000\"}",
            $"{{\"description\":\"{new string('x', 5000)}\"}}", "{\"aliases\":{\"a;b\":1}}",
        ],
        ["PATCH /v2/repository/models/{name}/versions/{version}"] =
        [
            "", "[", "{\"tags\":{\"\":true}}", "{\"tags\":{\"a/b\":true}}", "{\"tags\":[\"a\"]}", "{\"labels\":{\"a\":5}}",
            "{\"labels\":{\"..\":\"x\"}}",
            $"{{\"labels\":{{\"a\":\"{new string('x', 300)}\"}}}}", "{\"description\":5}", "{\"nosuch\":{}}",
        ],
        ["DELETE /v2/repository/models/{name}"] = [BadRequest.Query("?now=maybe"), BadRequest.Query("?then=true"),
            BadRequest.Query("?now=true&now=true")],
        ["POST /v2/repository/models/{name}/undelete"] = [BadRequest.Query("")],
        ["POST /v2/repository/models/{name}/rollback"] =
            [BadRequest.Query(""), BadRequest.Query("?alias=nosuch"), BadRequest.Query("?alias=../x"), BadRequest.Query("?x=1")],
        ["GET /v2/repository/models/{name}/history"] =
            [BadRequest.Query("?limit=x"), BadRequest.Query("?page=-1"), BadRequest.Query("?page=1;DROP"),
                BadRequest.Query("?limit=99999999999")],
        ["POST /v2/repository/models/{name}/versions"] =
        [
            "", "no model at all", BadRequest.Query("?tag=../x"), BadRequest.Query("?nosuch=1"), BadRequest.Query("?label=x"),
            new(Models.Linear(3), "?tag=a%20b"), new(Models.Linear(3), "?alias=..%2Fx"), new(Models.Linear(3), "?label=a=1&label=a=2"),
            new(Models.Linear(3)[..40]), new([.. Models.Linear(3), 0xFF, 0xFF, 0xFF, 0xFF]),
            new(Enumerable.Repeat((byte)0x0A, 4000).ToArray()),
        ],
        ["GET /v2/repository/search"] =
        [
            BadRequest.Query("?limit=0"), BadRequest.Query("?limit=-1"), BadRequest.Query("?limit=1001"),
            BadRequest.Query("?order=name;DROP"),
            BadRequest.Query("?metric=auc"), BadRequest.Query("?metric=auc>=x"), BadRequest.Query("?page=!!"),
            BadRequest.Query("?q=%22%22%22"),
            BadRequest.Query($"?q={new string('a', 2000)}"), BadRequest.Query("?label=x"), BadRequest.Query("?defaults_only=1"),
            BadRequest.Query("?nosuch=1"),
        ],
        ["GET /v2/repository/history"] = [BadRequest.Query("?limit=-5"), BadRequest.Query("?page=x"), BadRequest.Query("?x=1")],
        ["POST /upload"] =
        [
            "", "no tar", new(Archives.Tar(Archives.File("../evil/params.json"))), new(Archives.Tar(Archives.File("/etc/params.json"))),
            new(Archives.Tar(Archives.File("evil/../../params.json"))), new(Archives.Tar(Archives.File("evil\\..\\params.json"))),
            new(Archives.Tar(Archives.Link(TarEntryType.SymbolicLink, "evil/params.json", "/etc/passwd"))),
            new(Archives.Tar(Archives.File("evil/params.json"), Archives.Link(TarEntryType.HardLink, "evil/model.onnx",
                "../../../etc/passwd"))),
            new(Archives.Tar(Archives.Link(TarEntryType.SymbolicLink, "evil", "/"), Archives.File("evil/params.json"))),
            new(Archives.Tar(new PaxTarEntry(TarEntryType.CharacterDevice, "evil/params.json"))),
            new(Archives.Tar(new PaxTarEntry(TarEntryType.Fifo, "evil/model.onnx"))),
            new(Archives.Tar([.. Enumerable.Range(0, 1100).Select(i => Archives.File($"evil/{i}", []))])),
            new(Archives.Tar(Archives.File("a/params.json"), Archives.File("b/model.onnx"))),
            new(Archives.Tar(Archives.File("evil/params.json"))), new(Archives.Tar(Archives.File("e;vil/params.json"))),
            new(Archives.Tar(Archives.File("%2e%2e/params.json"))),
            new(Archives.Lying("77777777777")), new(Archives.Lying("00000077777")), new(Archives.Lying("xxxxxxxxxxx")),
            new(Archives.Gzip([1, 2, 3])),
            new(Archives.Gzip(Archives.Tar(Archives.File("evil/params.json")))[..60]), new("--b\r\n"u8.ToArray(), "", Form),
            new("--b--"u8.ToArray(), "", Form),
            new(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("--b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n", 40))
                + "--b--"), "", Form),
            new("--b\r\n\r\n1\r\n--b--"u8.ToArray(), "", Form), new("x"u8.ToArray(), "", "Content-Type: multipart/form-data\r\n"),
            new(Encoding.ASCII.GetBytes($"--b\r\n{new string('x', 40_000)}"), "", Form), new(FormOf("name", "../evil"), "", Form),
            new([1], "", "Content-Encoding: base64\r\n"),
        ],
        ["DELETE /delete"] = ["", "x", BadRequest.Query("?model=../x"), BadRequest.Query("?model=nosuch"),
            new(FormOf("model", "../x"), "", Form), new(FormOf("x", "y"), "", Form)],
        ["POST /json"] =
        [
            "", "[", "5", "{\"values\":[1]}", "{\"values\":[1,2,3,4],\"model\":\"../linear\"}",
            "{\"values\":[1,2,3,4],\"model\":\"nosuch\"}", "{\"values\":[NaN],\"model\":\"linear\"}",
            "{\"values\":[1,2],\"model\":\"linear\"}", "{\"values\":[1,2,3,1e60],\"model\":\"linear\"}",
            "{\"keys\":[\"a\"],\"values\":[1,2,3,4],\"model\":\"linear\"}", "{\"keys\":5,\"model\":\"linear\"}",
            "{\"values\":[1,2,3,4],\"model\":\"lin%2565ar\"}", "{\"values\":[1,2,3,4],\"model\":\"linear;rm\"}",
            "{\"values\":[1,2,3,4],\"model\":\"a\\\\b\"}",
        ],
        ["POST /proto"] =
        [
            new([]), new([0xFF]), new([0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), new([0x1A, 0x7F]), new([0x1A, 2, 0x2E, 0x2E]),
            new([0x12, 3, 1, 2, 3, 0x1A, 1, 0x61]),
            new([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]), new([0x0A, 2, 0xC3, 0x28]),
        ],
        ["POST /image"] =
        [
            "", "x", new(FormOf("image", "no picture"), "", Form), new(FormOf("model", "linear"), "", Form),
            new([.. FormOf("image; filename=x.png", "PNG")[..^7], .. FormOf("model", "linear")], "", Form),
        ],
    };

    /// <summary>Routes that take nothing but their path.</summary>
    public static bool TakesNothing(string method, string pattern) => !Of.ContainsKey($"{method} {pattern}")
        && (method == "GET" || pattern == "/delete/{name}" || pattern.EndsWith("sharedmemory/unregister", StringComparison.Ordinal));

    /// <summary>What is wrong for a route; null where nobody said it.</summary>
    public static BadRequest[]? Find(string method, string pattern) =>
        Of.GetValueOrDefault($"{method} {pattern}")
            ?? Of.GetValueOrDefault($"{method} {pattern.Replace("/versions/{version}", "", StringComparison.Ordinal)}")
            ?? Of.GetValueOrDefault($"{method} {pattern.Replace("/predict", "", StringComparison.Ordinal)}");

    private static BadRequest Input(string shape, string type, string data) =>
        $$"""{"inputs":[{"name":"inputs","shape":{{shape}},"datatype":"{{type}}","data":{{data}}}]}""";

    private static BadRequest Json(string body) => new(Encoding.UTF8.GetBytes(body), "", "Content-Type: application/json\r\n");

    private static BadRequest Binary(string length, int bytes) => new(new byte[bytes], "",
        $"Inference-Header-Content-Length: {length}\r\n");

    private static BadRequest BinaryInput(string shape, int said, int sent)
    {
        string json = $$$"""
            {"inputs":[{"name":"inputs","shape":{{{shape}}},"datatype":"FP32","parameters":{"binary_data_size":{{{said}}}}}]}
            """;
        return new([.. Encoding.ASCII.GetBytes(json), .. new byte[sent]], "", $"Inference-Header-Content-Length: {json.Length}\r\n");
    }

    private static byte[] FormOf(string name, string value) =>
        Encoding.ASCII.GetBytes($"--b\r\nContent-Disposition: form-data; name={name}\r\n\r\n{value}\r\n--b--\r\n");
}
