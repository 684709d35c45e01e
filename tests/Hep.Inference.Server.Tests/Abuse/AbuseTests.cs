using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Hep.Inference.Server.Routing;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hep.Inference.Server.Tests.Abuse;

/// <summary>
/// Bad requests over every route of the route table, as bytes on a connection. Each gets a status of the four hundreds with a reason that
/// tells nothing of the machine, and after each the service predicts as before.
/// </summary>
public sealed class AbuseTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";
    private const string Infer = "POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    private const long MostBytes = 1 << 20, MostModelBytes = 1 << 18, MostGrowth = 256 << 20;

    private static readonly string[] BadNames =
    [
        "..%2Fx", "%2e%2e%2fx", "..%5Cx", "%252e%252e%252fx", "%252e%252e", "a%5Cb", "a;b", "a%3Bb", "a%00b", "a%0d%0ax", "a%20b",
        ".hidden", "-x", "%C3%A9", "%ff", "a%25", "a:b", "a*", "a%7Cb", "$(id)", "~root", "a%2Fb",
    ];

    private static readonly string[] BadVersions =
        ["0", "-1", "99", "1e0", "2147483648", "99999999999999999999", "nosuch", "1%3B2", "..%2F1", "%252e%252e", "1%5C2", "a%00", "%20"];

    private static readonly string[] BadTokens =
    [
        "Authorization: Bearer wrong", "Authorization: Bearer", "Authorization: Basic dG9rZW46dG9rZW4=",
        "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
        $"Authorization: Bearer hep_{new string('A', 43)}", $"Authorization: Bearer {new string('x', 8000)}",
        "Authorization: Bearer a\r\nAuthorization: Bearer b",
    ];

    private Service _service = null!;
    private long _memory;
    private int _requests;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync(
            change: o => o with { MaximumRequestBytes = MostBytes, MaximumModelBytes = MostModelBytes, MaximumFileBytes = MostBytes },
            limits: l => l.MinRequestBodyDataRate = new(bytesPerSecond: 10_000, gracePeriod: TimeSpan.FromSeconds(1.1)));
        await _service.UploadAsync("linear", Models.Linear(0));
        await _service.UploadAsync("events", await Models.EventsAsync());
        _memory = Memory();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        long growth = Memory() - _memory;
        await _service.DisposeAsync();
        TestContext.Out.WriteLine($"{_requests} bad requests; memory grew by {growth >> 20} MiB");
        Assert.That(growth, Is.LessThan(MostGrowth));
    }

    [Test]
    public async Task A_wrong_token_is_refused_on_every_route()
    {
        foreach (Route route in Routes)
            foreach (string token in BadTokens)
                await RefusedAsync(Request(route, "linear", "1", token), [401], token);
    }

    [Test]
    public async Task Foreign_hosts_and_origins_are_refused_on_every_route()
    {
        foreach (Route route in Routes)
        {
            await RefusedAsync(Request(route, "linear", "1", "Origin: https://evil.example"), [403]);
            await RefusedAsync(Request(route, "linear", "1", "Origin: null"), [403]);
            await RefusedAsync(Request(route, "linear", "1", "X: y").Replace("Host: localhost", "Host: evil.example",
                StringComparison.Ordinal), [403]);
        }
    }

    [Test]
    public async Task Names_and_versions_that_are_none_are_refused_on_every_route_that_has_them()
    {
        foreach (Route route in Routes.Where(r => r.Pattern.Contains("{name}", StringComparison.Ordinal)))
        {
            foreach (string name in BadNames.Append(new string('a', 129)).Append(new string('a', 5000)))
                await RefusedAsync(Request(route, name, "1", Token), [400, 404], name, mayBeSilent: IsNoPath(name));
            await RefusedAsync(Request(route, "nosuch", "1", Token), route.Pattern.EndsWith("/versions", StringComparison.Ordinal)
                && route.Method == "POST" ? [400]
                : route.Pattern.EndsWith("/history", StringComparison.Ordinal) ? [200] : [400, 404]);
        }
        foreach (Route route in Routes.Where(r => r.Pattern.Contains("{version}", StringComparison.Ordinal)))
            foreach (string version in BadVersions.Append(new string('1', 3000)))
                await RefusedAsync(Request(route, "linear", version, Token), [400, 404], version, mayBeSilent: IsNoPath(version));
    }

    [Test]
    public async Task Other_verbs_are_refused_on_every_path()
    {
        foreach (string pattern in Routes.Select(r => r.Pattern).Distinct())
            foreach (string verb in new[] { "BREW", "PUT", "TRACE", "OPTIONS", "CONNECT", new string('A', 200) })
                await RefusedAsync(Request(new Route(verb, pattern, AccessRole.Read, _ => Task.CompletedTask), "linear", "1", Token),
                    verb == "CONNECT" ? [400, 405] : [405],
                    mayBeSilent: verb == "CONNECT");
    }

    [Test]
    public async Task What_is_wrong_in_a_body_or_a_query_is_refused_on_every_route_that_reads_one()
    {
        foreach (Route route in Routes.Where(r => !BadBodies.TakesNothing(r.Method, r.Pattern)))
        {
            BadRequest[] bad = BadBodies.Find(route.Method, route.Pattern) ?? [];
            Assert.That(bad, Is.Not.Empty, $"Say in {nameof(BadBodies)} what is wrong to send to {route.Method} {route.Pattern}");
            string model = route.Pattern.EndsWith("/events", StringComparison.Ordinal)
                || route.Pattern.EndsWith("/files", StringComparison.Ordinal) ? "events" : "linear";
            foreach (BadRequest request in bad)
                await RefusedAsync([.. Bytes(Request(route, model, "1", Token, request)), .. request.Body], [400, 403, 404, 409, 413, 415],
                    $"{request.Path} {Encoding.Latin1.GetString(request.Body.AsSpan(0, Math.Min(200, request.Body.Length)))}");
        }
    }

    [Test]
    public async Task Bodies_beyond_their_bounds_are_refused_before_they_are_read_and_packed_ones_while_they_unfold()
    {
        foreach (Route route in Routes.Where(ReadsBody))
        {
            string head = Request(route, "events", "1", Token, new BadRequest([], "", TypeOf(route)), length: false);
            await RefusedAsync([.. Bytes($"{head}Content-Length: 9223372036854775807\r\n\r\n")], [400, 413], "a length beyond all");
            await RefusedAsync([.. Bytes($"{head}Content-Length: 3000000\r\n\r\n"), .. new byte[3_000_000]], [400, 413], "3 MB");
            byte[] bomb = Archives.Bomb(s => new GZipStream(s, CompressionLevel.SmallestSize, leaveOpen: true), 64);
            await RefusedAsync([.. Bytes($"{head}Content-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n"), .. bomb], [400, 413],
                "a gzip bomb");
            byte[] brotli = Archives.Bomb(s => new BrotliStream(s, CompressionLevel.Fastest, leaveOpen: true), 256);
            await RefusedAsync([.. Bytes($"{head}Content-Encoding: br\r\nContent-Length: {brotli.Length}\r\n\r\n"), .. brotli], [400, 413],
                "a brotli bomb");
            byte[] zlib = Archives.Bomb(s => new ZLibStream(s, CompressionLevel.Fastest, leaveOpen: true), 64);
            await RefusedAsync([.. Bytes($"{head}Content-Encoding: deflate\r\nContent-Length: {zlib.Length}\r\n\r\n"), .. zlib],
                [400, 413], "a zlib bomb");
            await RefusedAsync([.. Bytes($"{head}Content-Encoding: gzip\r\nContent-Length: 40\r\n\r\n"), .. bomb.AsSpan(0, 40)],
                [400, 413, 415], "a cut gzip");
        }
        byte[] nested = Archives.Gzip(Archives.Bomb(s => new GZipStream(s, CompressionLevel.SmallestSize, leaveOpen: true), 64));
        string upload = $"POST /upload HTTP/1.1\r\nHost: localhost\r\n{Token}\r\nConnection: close\r\nContent-Encoding: gzip\r\n";
        await RefusedAsync([.. Bytes($"{upload}Content-Length: {nested.Length}\r\n\r\n"), .. nested],
            [400, 413], "a bomb in a pack");
    }

    [Test]
    public async Task A_million_tiny_chunks_are_one_body()
    {
        byte[] chunks = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1\r\n \r\n", 100_000)));
        byte[] head = Bytes($"{Infer}Transfer-Encoding: chunked\r\n\r\n");

        RawAnswer answer = await RawConnection.SendAsync(_service.Address,
            [head, .. Enumerable.Repeat(chunks, 10), "0\r\n\r\n"u8.ToArray()]);

        await CheckAsync(answer, [400], "a million chunks");
    }

    [Test]
    public async Task A_body_that_trickles_is_given_up()
    {
        byte[] head = Bytes($"{Infer}Content-Length: 100000\r\n\r\n{{");

        RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawConnection.SendAsync(
            _service.Address, [head, .. Enumerable.Repeat(" "u8.ToArray(), 200)], TimeSpan.FromMilliseconds(100))));

        foreach (RawAnswer answer in answers) await CheckAsync(answer, [408], "a slow body");
    }

    [TestCase("GET /v2 HTTP/1.1\r\nHost: localhost\r\nX: {x40000}\r\n\r\n", 431)]
    [TestCase("GET /v2 HTTP/1.1\r\nHost: localhost\r\n{h200}\r\n", 431)]
    [TestCase("GET /{x20000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [TestCase("GET /v2?{x20000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [TestCase("GET /v2 HTTP/1.1\r\n\r\n", 400)]
    [TestCase("GET /v2 HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n", 400)]
    [TestCase("GET /v2 HTTP/9.9\r\nHost: localhost\r\n\r\n", 505)]
    [TestCase("GET v2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [TestCase("GET /v2\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [TestCase("GET /v2 HTTP/1.1\r\nHost: localhost\r\nX\0: y\r\n\r\n", 400)]
    [TestCase("GET /v2 HTTP/1.1\r\nHost: localhost\r\n X: y\r\n\r\n", 400)]
    [TestCase("\r\n\0\0\0\0\r\n\r\n", 400)]
    [TestCase("POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n", 400)]
    [TestCase("POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345", 400)]
    [TestCase("POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 400)]
    [TestCase("POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", 400)]
    [TestCase("POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400)]
    [TestCase("POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400)]
    public async Task What_is_no_HTTP_is_refused(string request, int status)
    {
        request = request.Replace("{x40000}", new string('x', 40_000), StringComparison.Ordinal).Replace("{x20000}",
            new string('x', 20_000), StringComparison.Ordinal)
            .Replace("{h200}", string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: y\r\n")), StringComparison.Ordinal);

        RawAnswer answer = await RawConnection.SendAsync(_service.Address,
            request.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));

        await CheckAsync(answer, [status, 400], request, mayBeSilent: true);
    }

    [TestCase("/../../etc/passwd", 404)]
    [TestCase("/%2e%2e/%2e%2e/etc/passwd", 404)]
    [TestCase("/v2/models/../../../etc/passwd", 404)]
    [TestCase("/v2/models/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 400)]
    [TestCase("/v2/models/..%5c..%5cetc", 400)]
    [TestCase("/data?model=/etc/passwd", 404)]
    [TestCase("/download/", 404)]
    [TestCase("/v2/models/linear/versions/1/content/../../../../token", 404)]
    [TestCase("/v2/models/linear;jsessionid=1/infer", 405)]
    [TestCase("//v2//models", 404)]
    [TestCase("/v2/models/linear%00/ready", 400)]
    [TestCase("/v2/models/%/ready", 400)]
    public async Task Paths_that_lead_elsewhere_lead_nowhere(string path, int status) =>
        await RefusedAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Token}\r\nConnection: close\r\n\r\n", [status, 400],
            mayBeSilent: path.Contains('%', StringComparison.Ordinal));

    [Test]
    public async Task Of_concurrent_deletions_one_succeeds_and_the_others_find_nothing()
    {
        for (int round = 0; round < 5; round++)
        {
            await _service.UploadAsync("doomed", Models.Linear(round));
            Route route = Routes.Single(r => r is { Method: "DELETE", Pattern: "/v2/repository/models/{name}" });

            RawAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 3 == 0
                ? RawConnection.SendAsync(_service.Address,
                    $"{Infer.Replace("linear", "doomed", StringComparison.Ordinal)}Content-Length: {Row.Length}\r\n\r\n{Row}")
                : RawConnection.SendAsync(_service.Address, Request(route, "doomed", "1", Token))));

            RawAnswer[] deletions = [.. answers.Where((_, i) => i % 3 != 0)];
            Assert.That(deletions.Count(a => a.Status == 200), Is.EqualTo(1));
            foreach (RawAnswer answer in deletions.Where(a => a.Status != 200)) await CheckAsync(answer, [404], "a deletion too many");
            Assert.That(answers.Where((_, i) => i % 3 == 0).Select(a => a.Status), Is.All.AnyOf(200, 404));
        }
    }

    [Test]
    public async Task Connections_that_are_cut_anywhere_do_no_harm()
    {
        byte[] whole = Bytes($"POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Row.Length}\r\n\r\n{Row}");
        for (int length = 1; length < whole.Length; length += 7)
        {
            using System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _service.Address.Port);
            await socket.SendAsync(whole.AsMemory(0, length));
            socket.Close(0);
        }
        await IsWellAsync("cut connections");
    }

    [Test]
    public void Every_route_of_the_table_is_under_test()
    {
        foreach (Route route in Routes)
            Assert.That(BadBodies.TakesNothing(route.Method, route.Pattern)
                || BadBodies.Find(route.Method, route.Pattern) is { Length: > 0 }, Is.True, route.ToString());
        Assert.That(BadBodies.Of.Keys, Is.SubsetOf(Routes.Select(r => $"{r.Method} {r.Pattern}")));
    }

    private IReadOnlyList<Route> Routes => _service.Services.GetRequiredService<RouteTable>().Routes;

    private string Token => $"Authorization: Bearer {_service.Token}";

    private static bool ReadsBody(Route route) => route.Method is "POST" or "PATCH"
        && BadBodies.Find(route.Method, route.Pattern) is { } bad
        && bad.Any(b => b.Body.Length > 0);

    private static string TypeOf(Route route) =>
        route.Pattern.EndsWith("/image", StringComparison.Ordinal) ? "Content-Type: multipart/form-data; boundary=b\r\n" : "";

    private static string Request(Route route, string name, string version, string header, BadRequest? more = null, bool length = true)
    {
        string path = route.Pattern.Replace("{name}", name, StringComparison.Ordinal).Replace("{version}", version,
            StringComparison.Ordinal);
        return $"{route.Method} {path}{more?.Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n{more?.Headers}"
            + (length ? $"Content-Length: {more?.Body.Length ?? 0}\r\n\r\n" : "");
    }

    /// <summary>What Kestrel does not take as a path.</summary>
    private static bool IsNoPath(string part) => part.Contains("%00", StringComparison.Ordinal)
        || part.Contains("%ff", StringComparison.Ordinal);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private Task RefusedAsync(string request, int[] statuses, string what = "", bool mayBeSilent = false) =>
        RefusedAsync(Bytes(request), statuses, what, mayBeSilent);

    private async Task RefusedAsync(byte[] request, int[] statuses, string what = "", bool mayBeSilent = false) =>
        await CheckAsync(await RawConnection.SendAsync(_service.Address, [request]), statuses,
            $"{Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(120, request.Length)))} … {what}", mayBeSilent);

    /// <param name="answer">What came back.</param>
    /// <param name="statuses">What may have.</param>
    /// <param name="what">What was sent.</param>
    /// <param name="mayBeSilent">Whether it is refused before there is a request, of which the server says the status alone.</param>
    private async Task CheckAsync(RawAnswer answer, int[] statuses, string what, bool mayBeSilent = false)
    {
        _requests++;
        Assert.That(statuses, Does.Contain(answer.Status), $"{what}\n{answer.Head}\n{answer.Body}");
        if (answer.Status != 200 && !(mayBeSilent && answer.Body.Length == 0))
        {
            using JsonDocument body = JsonDocument.Parse(answer.Body);
            string reason = body.RootElement.GetProperty("error").GetString()!;
            Assert.That(reason, Has.Length.GreaterThan(15), what);
            foreach (string secret in new[]
            {
                _service.Token, _service.Options.ModelsFolder, Path.GetTempPath(), TestData.Repository, "   at ", "Exception", "System.",
                "Microsoft.", "passwd:", ".cs:",
            })
                Assert.That(reason, Does.Not.Contain(secret), what);
        }
        await IsWellAsync(what);
    }

    private async Task IsWellAsync(string what)
    {
        (HttpStatusCode status, string body) = await _service.PostAsync("/v2/models/linear/infer", Row);
        Assert.That((status, body.Contains("\"data\":[30]", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.OK, true)),
            $"{body}\nafter {what}");
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
