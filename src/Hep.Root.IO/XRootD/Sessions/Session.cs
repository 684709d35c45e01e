using System.Buffers;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.XRootD;

/// <summary>
/// A connection that is logged in. Any number of requests are on their way at once, told apart by stream ids; answers come in any order,
/// and in parts between one another. It breaks as a whole: then every request fails, and whoever sent it may send it elsewhere.
/// </summary>
internal sealed class Session : IDisposable
{
    private const int MostTextBytes = 1 << 20, MostTriesOfEnd = 5;
    private static readonly TimeSpan PatienceWithWriting = TimeSpan.FromMilliseconds(250), LongestWaitForEnd = TimeSpan.FromSeconds(30),
        TimeToSeeTheEnd = TimeSpan.FromSeconds(1);

    private readonly Transport _transport;
    private readonly XRootDOptions _options;
    private readonly SigningRules _signing;
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, PendingRequest> _pending = [];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _watch;
    private ushort _lastId;
    private ulong _signed;
    private long _seenBytes, _seenAt, _usedAt;
    private int _handles;
    private Exception? _failure;

    public Session(Transport transport, ProtocolAnswer protocol, byte[] id, XRootDOptions options)
    {
        (_transport, _options, _signing, Id, _usedAt) = (transport, options, protocol.Signing, id, options.Time.GetTimestamp());
        IsManager = protocol.Flags.HasFlag(ServerFlags.IsManager);
        ReadsPages = protocol.Flags.HasFlag(ServerFlags.ReadsPages);
        Window = new ByteWindow(options.WindowBytes);
        TimeSpan tick = options.StallTimeout / 8;
        _watch = options.Time.CreateTimer(_ => Watch(), null, tick, tick);
        _ = ReceiveAsync();
        Limits = AskForLimitsAsync();
    }

    public Endpoint Endpoint => _transport.Endpoint;

    /// <summary>What the server calls it: who knows it may end it.</summary>
    public byte[] Id { get; }

    public bool IsManager { get; }

    /// <summary>Whether ranges can come with checksums.</summary>
    public bool ReadsPages { get; }

    public bool IsEncrypted => _transport.IsEncrypted;

    /// <summary>What may be on its way from this server at once.</summary>
    public ByteWindow Window { get; }

    /// <summary>How long vector reads may be here; asked for with the first request, so that nobody waits for it.</summary>
    public Task<VectorLimits> Limits { get; }

    public bool IsOpen => Volatile.Read(ref _failure) is null;

    /// <summary>Sends a request, and waits until the server has said its last word.</summary>
    /// <exception cref="ConnectionLostException">
    /// The connection broke, or what came is not the protocol, or not what was asked for: then the inner exception says so.
    /// </exception>
    public async Task<Answer> AskAsync(Request request, ResponseBody body, CancellationToken cancellationToken)
    {
        PendingRequest pending = new(request.Code, body);
        ushort id = Register(pending);
        Task sending = SendAsync(id, request, cancellationToken);
        try
        {
            // A server that takes nothing more keeps what is being sent, but not who asked for it.
            await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Observe(sending);
            await AbandonAsync(body).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same for a request whose answer is read whole.</summary>
    public async Task<(Answer Answer, T Result)> AskAsync<T>(Request request, Parse<T> parse, CancellationToken cancellationToken)
    {
        CollectedBody body = new();
        Answer answer = await AskAsync(request, body, cancellationToken).ConfigureAwait(false);
        return (answer, answer.Status == ResponseStatus.Ok ? parse(body.Bytes) : default!);
    }

    /// <summary>Closes a file. The answer is not waited for: the connection, or the server, closes it anyway.</summary>
    public void Close(FileHandle handle)
    {
        lock (_gate) _handles--;
        Tell(CloseRequest.Of(handle));
    }

    /// <summary>Has the server end a session of this client that was lost, and give back what was open in it.</summary>
    public void EndOther(byte[] id) => Observe(EndOtherAsync(id));

    /// <summary>Whoever is given the session uses it soon.</summary>
    public void Touch()
    {
        lock (_gate) _usedAt = _options.Time.GetTimestamp();
    }

    /// <summary>Whether nobody has used it for some time, and no file is open in it.</summary>
    public bool IsIdle(TimeSpan time)
    {
        lock (_gate) return _pending.Count == 0 && _handles <= 0 && _options.Time.GetElapsedTime(_usedAt) >= time;
    }

    /// <summary>Ends the connection; what is under way fails.</summary>
    public void Dispose() => Break(new ConnectionLostException($"the connection to {Endpoint} was closed", null));

    private async Task<VectorLimits> AskForLimitsAsync()
    {
        try
        {
            // Reading waits for it, and a server that puts off its answer for hours may read well.
            Task<(Answer, IReadOnlyDictionary<string, string>)> asked = AskAsync(QueryRequest.ForConfiguration(VectorLimits.Keys),
                bytes => QueryRequest.ParseConfiguration(VectorLimits.Keys, bytes), CancellationToken.None);
            Observe(asked);
            (Answer answer, var configuration) = await asked.WaitAsync(_options.StallTimeout, _options.Time).ConfigureAwait(false);
            return answer.Status == ResponseStatus.Ok ? VectorLimits.Of(configuration) : VectorLimits.Usual;
        }
        catch (Exception failure) when (failure is ConnectionLostException or XRootDException or TimeoutException)
        {
            return VectorLimits.Usual;                                  // reading will tell
        }
    }

    private ushort Register(PendingRequest pending)
    {
        lock (_gate)
        {
            if (_failure is not null) throw Lost(_failure);
            if (_pending.Count >= ushort.MaxValue / 2)
                throw new XRootDException($"More than {_pending.Count} requests to {Endpoint} are open.");
            // 0 belongs to messages that nobody asked for.
            do _lastId++;
            while (_lastId == 0 || _pending.ContainsKey(_lastId));
            if (_pending.Count == 0) _seenAt = _options.Time.GetTimestamp();
            _pending.Add(_lastId, pending);
            _usedAt = _options.Time.GetTimestamp();
            return _lastId;
        }
    }

    private async Task SendAsync(ushort id, Request request, CancellationToken cancellationToken)
    {
        try
        {
            await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Forget(id);                                                 // nothing was sent: no answer would ever give the id back
            throw;
        }
        byte[]? message = null;
        try
        {
            bool signs = _signing.Apply && SignRequest.Covers(request.Code);
            int before = signs ? Request.HeaderBytes + 32 : 0, length = before + Request.HeaderBytes + request.Payload.Length;
            message = ArrayPool<byte>.Shared.Rent(length);
            Write(request, id, message.AsSpan(before));
            if (signs)
            {
                ReadOnlySpan<byte> header = message.AsSpan(before, Request.HeaderBytes);
                Write(SignRequest.Of(request.Code, ++_signed, header, request.Payload.Span), id, message);
            }
            // Not the caller's token: half a request would be the end of the connection.
            await _transport.SendAsync(message.AsMemory(0, length), _stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Break(failure);
            throw Lost(failure);
        }
        finally
        {
            if (message is not null) ArrayPool<byte>.Shared.Return(message);
            _sending.Release();
        }

        static void Write(Request request, ushort id, Span<byte> to)
        {
            request.WriteHeader(id, to);
            request.Payload.Span.CopyTo(to[Request.HeaderBytes..]);
        }
    }

    // A server that is silent in the middle of an answer would keep who gave up waiting: the connection goes then.
    private async Task AbandonAsync(ResponseBody body)
    {
        Task writing = body.AbandonAsync();
        if (writing.IsCompleted) return;
        await Task.WhenAny(writing, Task.Delay(PatienceWithWriting, _options.Time)).ConfigureAwait(false);
        if (!writing.IsCompleted) Break(new IOException("a request was given up in the middle of its answer"));
        await writing.ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                ResponseHeader header = await _transport.Frames.ReadHeaderAsync(_stop.Token).ConfigureAwait(false);
                await DispatchAsync(header, _transport.Frames).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            Break(failure);
        }
    }

    private async Task DispatchAsync(ResponseHeader header, FrameReader frames)
    {
        if (header.Length < 0) throw new XRootDException($"{Endpoint} announces {header.Length} bytes.");
        if (header.Status == ResponseStatus.Attention)
        {
            await AttendAsync(await ReadTextAsync(header, frames).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }
        PendingRequest pending = Find(header.StreamId);
        switch (header.Status)
        {
            case ResponseStatus.Ok or ResponseStatus.OkSoFar:
                await pending.Body.TakeAsync(new FrameBody(frames, header.Length, _stop.Token), null).ConfigureAwait(false);
                if (header.Status == ResponseStatus.Ok) End(header.StreamId, pending);
                break;
            case ResponseStatus.Status:
                byte[] head = await ReadTextAsync(header, frames).ConfigureAwait(false);
                PageStatus status = PageStatus.Parse(head, header.StreamId, pending.Code);
                await pending.Body.TakeAsync(new FrameBody(frames, status.PayloadBytes, _stop.Token), status.Offset).ConfigureAwait(false);
                if (status.IsFinal) End(header.StreamId, pending);
                break;
            case ResponseStatus.WaitForResponse:
                TimeSpan quiet = WaitTime.Parse(await ReadTextAsync(header, frames).ConfigureAwait(false));
                pending.QuietUntil = _options.Time.GetTimestamp() + (long)(quiet.TotalSeconds * _options.Time.TimestampFrequency);
                break;
            case ResponseStatus.Error or ResponseStatus.Redirect or ResponseStatus.Wait:
                Answer answer = new(header.Status, await ReadTextAsync(header, frames).ConfigureAwait(false));
                if (pending.Code == RequestCode.ReadPages && !answer.MakesSense)
                    throw new XRootDException($"{Endpoint} sent an answer that is damaged.");
                Forget(header.StreamId);
                pending.Complete(answer);
                break;
            default:
                throw new XRootDException($"{Endpoint} answers with status {(int)header.Status}, which means nothing there.");
        }
    }

    private async Task AttendAsync(byte[] message)
    {
        ReadOnlyMemory<byte> late = LateAnswer.In(message);
        if (late.IsEmpty) return;
        ResponseHeader header = ResponseHeader.Parse(late.Span);
        if (header.Status == ResponseStatus.Attention || header.Length > late.Length - ResponseHeader.Bytes)
            throw new XRootDException($"{Endpoint} sent a late answer that is none.");
        await DispatchAsync(header, new FrameReader(new MemoryStream(late[ResponseHeader.Bytes..].ToArray()))).ConfigureAwait(false);
    }

    private void End(ushort id, PendingRequest pending)
    {
        Forget(id);
        try
        {
            pending.Body.Complete();
            if (pending.Code == RequestCode.Open) lock (_gate) _handles++;
            pending.Complete(new Answer(ResponseStatus.Ok, []));
        }
        catch (XRootDException failure)
        {
            pending.Fail(Lost(failure));
        }
    }

    private async Task<byte[]> ReadTextAsync(ResponseHeader header, FrameReader frames)
    {
        if (header.Length > MostTextBytes) throw new XRootDException($"{Endpoint} announces a message of {header.Length} bytes.");
        byte[] text = new byte[header.Length];
        await frames.FillAsync(text, _stop.Token).ConfigureAwait(false);
        return text;
    }

    private PendingRequest Find(ushort id)
    {
        lock (_gate)
            return _pending.GetValueOrDefault(id) ?? throw new XRootDException($"{Endpoint} answers a request {id} that nobody sent.");
    }

    private void Forget(ushort id)
    {
        lock (_gate)
        {
            _pending.Remove(id);
            _usedAt = _options.Time.GetTimestamp();
        }
    }

    private void Watch()
    {
        lock (_gate)
        {
            long now = _options.Time.GetTimestamp(), bytes = _transport.Frames.ReceivedBytes;
            if (_pending.Count == 0 || bytes != _seenBytes || _pending.Values.All(p => p.QuietUntil > now))
            {
                (_seenBytes, _seenAt) = (bytes, now);
                return;
            }
            if (_options.Time.GetElapsedTime(_seenAt, now) < _options.StallTimeout) return;
        }
        Break(new IOException($"it sent nothing for {_options.StallTimeout.TotalSeconds:0.#} s"));
    }

    private void Break(Exception failure)
    {
        PendingRequest[] open;
        lock (_gate)
        {
            if (_failure is not null) return;
            _failure = failure;
            open = [.. _pending.Values];
            _pending.Clear();
        }
        _watch.Dispose();
        _stop.Cancel();
        _transport.Dispose();
        foreach (PendingRequest pending in open) pending.Fail(Lost(failure));
    }

    // A server takes its time for a session that it believes alive: servers of version 5.5.3 ask to wait 4 s, and have ended it then.
    // They die of it where they see at this very moment that its connection is closed (XrdLink::Terminate against the thread that reads the
    // link: XrdXrootdProtocol::getData goes on with a link that is gone). What they have seen by themselves they need not be told.
    private async Task EndOtherAsync(byte[] id)
    {
        await Task.Delay(TimeToSeeTheEnd, _options.Time, _stop.Token).ConfigureAwait(false);
        for (int tries = 0; tries < MostTriesOfEnd; tries++)
        {
            (Answer answer, _) = await AskAsync(EndSessionRequest.Of(id), static _ => true, CancellationToken.None).ConfigureAwait(false);
            if (answer.Status != ResponseStatus.Wait) return;
            TimeSpan wait = WaitTime.Parse(answer.Text);
            await Task.Delay(wait < LongestWaitForEnd ? wait : LongestWaitForEnd, _options.Time, _stop.Token).ConfigureAwait(false);
        }
    }

    // An answer that nobody waits for.
    private void Tell(Request request)
    {
        if (IsOpen) Observe(AskAsync(request, new CollectedBody(), CancellationToken.None));
    }

    private static void Observe(Task task) => task.ContinueWith(static ended => ended.Exception, CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private ConnectionLostException Lost(Exception failure) => failure as ConnectionLostException
        ?? new ConnectionLostException($"the connection to {Endpoint} broke: {failure.Message}", failure);
}

/// <summary>Makes a result of the bytes of an answer.</summary>
internal delegate T Parse<out T>(ReadOnlySpan<byte> answer);
