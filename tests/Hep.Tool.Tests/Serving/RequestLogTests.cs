using System.Text;
using System.Text.Json;
using Hep.Testing;
using Hep.Tool.Serving;
using Microsoft.AspNetCore.Http;

namespace Hep.Tool.Tests.Serving;

/// <summary>The line of each request, whoever reads it or does not.</summary>
public sealed class RequestLogTests
{
    private static readonly DefaultHttpContext Request = new() { Request = { Method = "GET", Path = "/v2/health/ready" } };

    [Test]
    public async Task Each_request_has_its_line_before_the_service_has_ended()
    {
        using MemoryStream output = new();
        await using (RequestLog log = new(output))
            for (int i = 0; i < 1000; i++) await log.InvokeAsync(Request, _ => Task.CompletedTask);

        string[] lines = TextOf(output).Split('\n');
        Assert.That(lines[..^1], Has.Length.EqualTo(1000).And.All.Matches(@"^\d\d:\d\d:\d\d GET /v2/health/ready 200 \d+\.\d ms$"));
    }

    [Test]
    public async Task Who_looks_sees_them_while_it_serves()
    {
        using MemoryStream output = new();
        await using RequestLog log = new(output);

        await log.InvokeAsync(Request, _ => Task.CompletedTask);

        Assert.That(() => TextOf(output), Does.EndWith("ms\n").After(10_000, 20));
        await log.InvokeAsync(Request, _ => Task.CompletedTask);
        Assert.That(() => TextOf(output).Count(c => c == '\n'), Is.EqualTo(2).After(10_000, 20), "and the next one");
    }

    [Test]
    public async Task Requests_do_not_wait_for_who_reads_slowly_and_lines_without_room_are_counted()
    {
        using SlowStream output = new();
        await using (RequestLog log = new(output))
        {
            await log.InvokeAsync(Request, _ => Task.CompletedTask);
            await output.IsStuck.WaitAsync(TimeSpan.FromMinutes(1));
            for (int i = 0; i < 200_000; i++) await log.InvokeAsync(Request, _ => Task.CompletedTask);
            output.GoOn();
        }

        string[] lines = TextOf(output).Split('\n');
        int written = lines.Count(l => l.EndsWith(" ms", StringComparison.Ordinal));
        Assert.That(written, Is.InRange(80_000, 120_000), "four megabytes of them wait");
        Assert.That(lines, Has.One.EqualTo($"{200_001 - written} requests more, whose lines nobody took"));
    }

    [TestCase(typeof(IOException))]
    [TestCase(typeof(ObjectDisposedException))]
    public async Task Requests_are_answered_and_lines_tried_again_where_nobody_reads_any_more(Type failure)
    {
        using ClosedStream output = new((Exception)Activator.CreateInstance(failure, "Broken pipe")!);
        await using RequestLog log = new(output);

        for (int i = 0; i < 2; i++)
        {
            Assert.That(async () => await log.InvokeAsync(Request, _ => Task.CompletedTask), Throws.Nothing);
            Assert.That(() => output.Tries, Is.EqualTo(i + 1).After(10_000, 20));
        }
    }

    [TestCase]
    [TestCase("--request-log", "-")]
    public async Task A_service_ends_whose_lines_nobody_reads(params string[] options)
    {
        string folder = TestData.NewFolder();
        using ToolProcess service = ToolProcess.Start(folder, [("HEP_TOKEN_FILE", Path.Combine(folder, "token"))],
            ["serve", "--models", "models", "--urls", "http://127.0.0.1:0", "--grpc-port", "0", .. options]);
        string address = (await (options.Length > 0 ? service.ReadErrorLineAsync() : service.ReadLineAsync()))!;
        using HttpClient http = new() { BaseAddress = new Uri(address.Replace("hep serves on ", "", StringComparison.Ordinal)) };
        for (int i = 0; i < 1000; i++)   // 100 kB or more, where a pipe holds 64
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(new string('x', 1000), UriKind.Relative));
        }
        await Task.Delay(500);   // for the pipe to be full

        await service.TerminateAsync();

        (int code, string error) = await service.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.That(code, Is.Zero, error);
    }

    [TestCase]
    [TestCase("--quiet")]
    public async Task Where_standard_output_is_collected_it_has_lines_of_JSON_alone(params string[] options)
    {
        string folder = TestData.NewFolder();
        using ToolProcess service = ToolProcess.Start(folder, [("HEP_TOKEN_FILE", Path.Combine(folder, "token"))],
            ["serve", "--models", "models", "--urls", "http://127.0.0.1:0", "--grpc-port", "0", "--request-log", "-", .. options]);
        string address = (await service.ReadErrorLineAsync())!.Replace("hep serves on ", "", StringComparison.Ordinal);
        using HttpClient http = new() { BaseAddress = new Uri(address) };
        await http.GetStringAsync("/v2/models");

        await service.TerminateAsync();

        (int code, string output, _) = await service.WaitAsync();
        Assert.That(code, Is.Zero);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Select(l => JsonElement.Parse(l).GetProperty("route").GetString()), Is.EqualTo(new[] { "/v2/models" }));
    }

    private static string TextOf(MemoryStream output) => Encoding.UTF8.GetString(output.ToArray());

    /// <summary>A terminal that was stopped: what is written waits.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsStuck => _stuck.Task;

        public void GoOn() => _goesOn.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _stuck.TrySetResult();
            await _goesOn.Task;
            await base.WriteAsync(buffer, cancellationToken);
        }
    }

    /// <summary>A pipe whose other end is closed.</summary>
    private sealed class ClosedStream(Exception failure) : MemoryStream
    {
        private int _tries;

        public int Tries => Volatile.Read(ref _tries);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _tries);
            throw failure;
        }
    }
}
