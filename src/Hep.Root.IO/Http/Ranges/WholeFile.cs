using System.Net;

namespace Hep.Root.IO.Http;

/// <summary>A file whose server sends no parts of it: fetched once, and kept in memory while it is open.</summary>
internal sealed class WholeFile(HttpRoute route, HttpFileOptions options) : IDisposable
{
    private const int FirstRoom = 1 << 20;

    private readonly SemaphoreSlim _gate = new(1);
    private ReadOnlyMemory<byte>? _bytes;

    /// <summary>Fills every destination.</summary>
    /// <exception cref="HttpFileException">The file is too long to be kept, or no server gives it.</exception>
    public async Task ReadAsync(IReadOnlyList<ByteRead> reads, FileVersion version, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = await GetAsync(version, cancellationToken).ConfigureAwait(false);
        foreach (ByteRead read in reads) bytes.Span.Slice((int)read.Offset, read.Destination.Length).CopyTo(read.Destination.Span);
    }

    /// <summary>Its bytes.</summary>
    /// <param name="version">The file as it was; null: nobody knows how long it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ReadOnlyMemory<byte>> GetAsync(FileVersion? version, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _bytes ??= await HttpRetry.RunAsync(route, options, stop => FetchAsync(version, stop), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ReadOnlyMemory<byte>> FetchAsync(FileVersion? version, CancellationToken cancellationToken)
    {
        if (version?.Length > options.WholeFileBytes) throw TooLong($"The file has {version.Length} bytes");
        using HttpAnswer answer = await route.AskAsync(HttpAsk.Whole(version), cancellationToken).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.OK) throw Refusal.Of(route, answer);
        if (answer.IsPage) throw Refusal.OfPage(route, answer);
        if (answer.IsEncoded)
            throw new HttpFileException($"'{route.Origin}': {answer.Url.Server} sends the file in an encoding "
                + $"({answer.HeaderOf("Content-Encoding")}), and was asked not to: its configuration is wrong.")
            { Url = route.Origin.ToString(), Server = answer.Url.Server, Status = answer.Status };
        version?.Check(answer, answer.Length);
        long? length = version?.Length ?? answer.Length;
        if (length > options.WholeFileBytes) throw TooLong($"The file has {length} bytes");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)(length ?? Math.Min(FirstRoom, options.WholeFileBytes)));
        for (int done = 0; ;)
        {
            if (done == length) return bytes;
            if (done == bytes.Length)
            {
                // Of unknown length: twice the room each time.
                if (done == options.WholeFileBytes) throw TooLong($"The file has {done} bytes and more");
                Array.Resize(ref bytes, (int)Math.Min(2L * done, options.WholeFileBytes));
            }
            int got = await answer.ReadAsync(bytes.AsMemory(done)).ConfigureAwait(false);
            if (got == 0)
                return length is null
                    ? bytes.AsMemory(0, done)
                    : throw new PassingFailure($"{answer.Url.Server} ended the file {length - done} bytes early", null);
            done += got;
        }
    }

    private HttpFileException TooLong(string what) =>
        new($"'{route.Origin}': {route.Server} sends no parts of files, only whole ones. {what}, and up to {options.WholeFileBytes} are "
            + "fetched whole (HttpFileOptions.WholeFileBytes). Copy the file, or have ranges allowed there.")
        { Url = route.Origin.ToString(), Server = route.Server };
}
