using System.Buffers;
using System.Collections.Concurrent;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD.Scripted;

/// <summary>Callers that give up, and clients that are disposed of.</summary>
public sealed class GivingUpTests
{
    private static readonly byte[] Content = Reading.Bytes(300_000);

    [Test]
    public async Task Nothing_is_written_after_a_read_was_given_up_and_the_session_goes_on([Values] bool verifies, [Values] bool finishes)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        TaskCompletionSource halfway = new(), goOn = new();
        server.Script = async (request, connection) =>
        {
            if (request.Code is not (RequestCode.ReadPages or RequestCode.Read) || halfway.Task.IsCompleted) return false;
            byte[] answer = server.Answer(request);
            await connection.SendAsync(answer[..150_000]);
            halfway.SetResult();
            if (finishes) _ = FinishAsync(answer[150_000..]);
            else await FinishAsync(answer[150_000..]);
            return true;

            async Task FinishAsync(byte[] rest)
            {
                await goOn.Task;
                await connection.SendAsync(rest);
            }
        };
        await using XRootDClient client = new(Reading.Impatient with { VerifyPages = verifies, StallTimeout = TimeSpan.FromSeconds(5) });
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
        byte[] mine = new byte[Content.Length];
        using CancellationTokenSource stop = new();
        Task reading = file.ReadAsync([new ByteRead(0, mine)], stop.Token).AsTask();
        await halfway.Task;
        if (finishes)
        {
            // The rest is on its way while the caller gives up.
            goOn.SetResult();
            await stop.CancelAsync();
        }
        else await stop.CancelAsync();
        await reading.ContinueWith(static _ => { }, TaskScheduler.Default);            // the end may be told first
        Assert.That(reading.IsFaulted, Is.False);

        mine.AsSpan().Fill(77);
        goOn.TrySetResult();
        byte[] next = (await Reading.RangesAsync(file, (1000, 2000)))[0];
        await Task.Delay(20);

        Assert.That(mine, Is.All.EqualTo(77));
        Assert.That(next, Is.EqualTo(Content.AsSpan(1000, 2000).ToArray()));
    }

    // Their buffers came from a pool once, and went back to it while they were written into.
    [Test]
    public async Task A_list_that_is_given_up_in_the_middle_harms_nobody()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        TaskCompletionSource halfway = new(), goOn = new();
        byte[] body = Reading.Bytes(90_000);
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Locate) return false;
            await connection.SendAsync(Frame.Part(request.Id, body));
            halfway.SetResult();
            await goOn.Task;
            await connection.SendAsync(Frame.Part(request.Id, body), Frame.Ok(request.Id, body));
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient);
        using CancellationTokenSource stop = new();
        Task locating = client.LocateAsync(server.Url("/a"), stop.Token);
        await halfway.Task;
        await Task.Delay(50);
        await stop.CancelAsync();
        Assert.That(() => locating, Throws.InstanceOf<OperationCanceledException>());
        byte[] pooled = ArrayPool<byte>.Shared.Rent(body.Length);
        pooled.AsSpan().Clear();
        goOn.SetResult();

        await client.PingAsync(server.Url("/"));

        Assert.That(pooled, Is.All.Zero);
        ArrayPool<byte>.Shared.Return(pooled);
        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Openings_that_are_given_up_leave_neither_files_nor_connections_open()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.Open) return false;
            _ = AnswerAsync();
            await Task.Yield();
            return true;

            async Task AnswerAsync()
            {
                await Task.Delay(20 + request.Id % 7 * 10);
                await connection.SendAsync(server.Answer(request));
            }
        };
        await using (XRootDClient client = new(Reading.Impatient))
        {
            await client.PingAsync(server.Url("/"));
            Task<XRootDFile?>[] opening = [.. Enumerable.Range(0, 200).Select(OpenAsync)];
            XRootDFile?[] files = await Task.WhenAll(opening);

            Assert.That(files.Count(f => f is not null), Is.GreaterThanOrEqualTo(100));
            await Reading.UntilAsync(() => server.OpenHandles == files.Count(f => f is not null), "who gave up has no file open");
            foreach (XRootDFile? file in files) if (file is not null) await file.DisposeAsync();
            await Reading.UntilAsync(() => server.OpenHandles == 0, "all files are closed");
            Assert.That(server.Connections, Is.EqualTo(1));

            async Task<XRootDFile?> OpenAsync(int i)
            {
                using CancellationTokenSource stop = new(i % 2 == 0 ? Timeout.Infinite : i % 50);
                try
                {
                    return await client.OpenAsync(server.Url("/a"), stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
            }
        }
    }

    // An id that is never given back counts as a request that the server does not answer.
    [Test]
    public async Task What_was_given_up_before_it_was_sent_is_not_waited_for()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        await using XRootDClient client = new(Reading.Impatient);
        await client.PingAsync(server.Url("/"));
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();

        for (int i = 0; i < 20; i++)
            Assert.That(() => client.StatAsync(server.Url("/a"), stopped.Token), Throws.InstanceOf<OperationCanceledException>());
        await Task.Delay(3 * Reading.Impatient.StallTimeout);
        await client.PingAsync(server.Url("/"));

        Assert.That(server.Connections, Is.EqualTo(1));
    }

    // Programs that log what nobody caught would log each of them.
    [Test]
    public async Task What_fails_after_everybody_gave_up_bothers_nobody()
    {
        ConcurrentQueue<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await GiveUpAsync(RequestCode.Stat);
            await GiveUpAsync(RequestCode.Login);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.That(unobserved.Where(e => e.ToString().Contains("XRootD", StringComparison.Ordinal)), Is.Empty);

        static async Task GiveUpAsync(RequestCode code)
        {
            using ScriptedServer server = new() { Files = { ["/a"] = Content } };
            using CancellationTokenSource stop = new();
            TaskCompletionSource dropped = new();
            server.Script = async (request, connection) =>
            {
                if (request.Code != code) return false;
                await stop.CancelAsync();
                await Task.Delay(20);
                connection.Drop();
                dropped.SetResult();
                return true;
            };
            XRootDClient client = new(Reading.Impatient);
            Assert.That(() => client.StatAsync(server.Url("/a"), stop.Token), Throws.InstanceOf<OperationCanceledException>());
            await dropped.Task;
            await Task.Delay(50);
            await client.DisposeAsync();
        }
    }

    [Test]
    public async Task Disposal_ends_at_once_whatever_is_under_way([Values("Login", "Open", "ReadPages")] string request)
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        RequestCode silent = Enum.Parse<RequestCode>(request);
        TaskCompletionSource asked = new();
        server.Script = (received, _) =>
        {
            if (received.Code == silent) asked.TrySetResult();
            return Task.FromResult(received.Code == silent);
        };
        TimeSpan patience = TimeSpan.FromSeconds(60);
        XRootDClient client = new(Reading.Impatient with { StallTimeout = patience, ConnectTimeout = patience });
        Task<byte[]> reading = ReadAsync();
        await asked.Task;

        await client.DisposeAsync();

        Assert.That(() => reading.WaitAsync(TimeSpan.FromSeconds(2)), Throws.InstanceOf<ObjectDisposedException>());

        async Task<byte[]> ReadAsync()
        {
            await using XRootDFile file = await client.OpenAsync(server.Url("/a"));
            return await Reading.WholeAsync(file);
        }
    }

    [Test]
    public async Task A_file_that_is_closed_does_not_open_itself_again()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Content } };
        await using XRootDClient client = new(Reading.Impatient);
        XRootDFile file = await client.OpenAsync(server.Url("/a"));

        await file.DisposeAsync();
        await file.DisposeAsync();

        Assert.That(() => Reading.WholeAsync(file), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(server.Asked(RequestCode.Open).Count(), Is.EqualTo(1));
        await Reading.UntilAsync(() => server.Asked(RequestCode.Close).Count() == 1, "the file is closed");
    }

    [Test]
    public async Task A_refusal_is_told_while_another_part_of_the_same_call_is_put_off()
    {
        using ScriptedServer server = new() { Files = { ["/a"] = Reading.Bytes(900_000) } };
        server.Script = async (request, connection) =>
        {
            if (request.Code != RequestCode.ReadPages) return false;
            await connection.SendAsync(request.Offset == 0
                ? Frame.Wait(request.Id, 3600)
                : Frame.Error(request.Id, XRootDError.NotAuthorized, "no right"));
            return true;
        };
        await using XRootDClient client = new(Reading.Impatient with { Deadline = TimeSpan.FromMinutes(1) });
        await using XRootDFile file = await client.OpenAsync(server.Url("/a"));

        Assert.That(() => Reading.RangesAsync(file, (0, 300_000), (400_000, 300_000)).WaitAsync(TimeSpan.FromSeconds(10)),
            Throws.TypeOf<RootException>().With.Message.Contains("no right"));
    }

    [Test]
    public async Task A_request_that_the_server_does_not_take_is_given_up_at_once()
    {
        using ScriptedServer server = new();
        TaskCompletionSource never = new();
        server.Script = async (request, _) =>
        {
            if (request.Code == RequestCode.Stat) await never.Task;            // and nothing is read meanwhile
            return false;
        };
        await using XRootDClient client = new(Reading.Impatient with
        {
            StallTimeout = TimeSpan.FromMinutes(1),
            Deadline = TimeSpan.FromMinutes(1),
        });
        using CancellationTokenSource stop = new();
        string path = server.Url($"/{new string('x', 1 << 20)}");
        Task[] asked = [.. Enumerable.Range(0, 64).Select(_ => client.StatAsync(path, stop.Token))];
        await Task.Delay(200);

        await stop.CancelAsync();

        foreach (Task each in asked)
            Assert.That(() => each.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InstanceOf<OperationCanceledException>());
        never.SetResult();
    }
}
