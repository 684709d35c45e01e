using System.Globalization;
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
        using StringWriter output = new(CultureInfo.InvariantCulture);
        await using (RequestLog log = new(output))
            for (int i = 0; i < 1000; i++) await log.InvokeAsync(Request, _ => Task.CompletedTask);

        string[] lines = output.ToString().Split('\n');
        Assert.That(lines[..^1], Has.Length.EqualTo(1000).And.All.Matches(@"^\d\d:\d\d:\d\d GET /v2/health/ready 200 \d+\.\d ms$"));
    }

    [Test]
    public async Task Who_looks_sees_them_while_it_serves()
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        await using RequestLog log = new(TextWriter.Synchronized(output));

        await log.InvokeAsync(Request, _ => Task.CompletedTask);

        Assert.That(() => output.ToString(), Does.EndWith("ms\n").After(10_000, 20));
        await log.InvokeAsync(Request, _ => Task.CompletedTask);
        Assert.That(() => output.ToString().Count(c => c == '\n'), Is.EqualTo(2).After(10_000, 20), "and the next one");
    }

    [Test]
    public async Task Requests_do_not_wait_for_who_reads_slowly_and_lines_without_room_are_counted()
    {
        using SlowWriter output = new();
        await using (RequestLog log = new(output))
        {
            await log.InvokeAsync(Request, _ => Task.CompletedTask);
            await output.IsStuck.WaitAsync(TimeSpan.FromMinutes(1));
            for (int i = 0; i < 100_000; i++) await log.InvokeAsync(Request, _ => Task.CompletedTask);
            output.GoOn();
        }

        string[] lines = output.ToString().Split('\n');
        int written = lines.Count(l => l.EndsWith(" ms", StringComparison.Ordinal));
        Assert.That(written, Is.InRange(10_000, 50_000), "a megabyte of them waits");
        Assert.That(lines, Has.One.EqualTo($"{100_001 - written} requests more, whose lines nobody took"));
    }

    [Test]
    public async Task Requests_are_answered_where_nobody_reads_any_more()
    {
        using ClosedWriter output = new();
        await using RequestLog log = new(output);

        await log.InvokeAsync(Request, _ => Task.CompletedTask);
        await output.WasWrittenTo.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(async () => await log.InvokeAsync(Request, _ => Task.CompletedTask), Throws.Nothing);
    }

    /// <summary>A terminal that was stopped: what is written waits.</summary>
    private sealed class SlowWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _goesOn = new();

        public Task IsStuck => _stuck.Task;

        public void GoOn() => _goesOn.Set();

        public override void Flush()
        {
            _stuck.TrySetResult();
            _goesOn.Wait();
        }
    }

    /// <summary>A pipe whose other end is closed.</summary>
    private sealed class ClosedWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WasWrittenTo => _written.Task;

        public override void Flush()
        {
            _written.TrySetResult();
            throw new IOException("Broken pipe");
        }
    }
}
