using System.Buffers;
using System.Text;
using System.Threading.Channels;

namespace Hep.Inference.Server.Telemetry;

/// <summary>
/// Lines in, blocks of them out, to where writing may be slow, stuck or refused: who adds a line waits for nothing. Lines gather and are
/// written ten times a second at most; those that find no room are counted, and told of in a line of their own.
/// </summary>
internal sealed class LineWriter : IAsyncDisposable
{
    private const int MostWaiting = 4 << 20;   // bytes

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100), LongestEnd = TimeSpan.FromSeconds(3);

    private readonly Func<ReadOnlyMemory<byte>, ValueTask> _write;
    private readonly Func<long, string> _lostLine;
    private readonly Action<Exception> _failed;
    private readonly Lock _lock = new();
    private readonly Channel<bool> _isAwaited = Channel.CreateBounded<bool>(1);
    private readonly Task _writing;
    private ArrayBufferWriter<byte> _waiting = new(), _written = new();
    private long _lost;

    /// <param name="write">Writes a block, one at a time.</param>
    /// <param name="lostLine">The line for so many lines that were lost, with its end.</param>
    /// <param name="failed">Told why a block was not written; the next one is tried all the same.</param>
    public LineWriter(Func<ReadOnlyMemory<byte>, ValueTask> write, Func<long, string> lostLine, Action<Exception> failed)
    {
        _write = write;
        _lostLine = lostLine;
        _failed = failed;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <param name="line">UTF-8, with its end.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        bool isFirst;
        lock (_lock)
        {
            if (_waiting.WrittenCount + line.Length > MostWaiting)
            {
                _lost++;
                return;
            }
            isFirst = _waiting.WrittenCount == 0;
            _waiting.Write(line);
        }
        if (isFirst) _isAwaited.Writer.TryWrite(true);
    }

    /// <summary>Writes what waits, unless nobody takes it.</summary>
    public async ValueTask DisposeAsync()
    {
        _isAwaited.Writer.TryComplete();
        await _writing.WaitAsync(LongestEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAllAsync()
    {
        while (await _isAwaited.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _isAwaited.Reader.TryRead(out _);
            // Complete when no more will come: then nothing is waited for.
            await _isAwaited.Reader.Completion.WaitAsync(Delay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long lost;
            lock (_lock)
            {
                (_waiting, _written) = (_written, _waiting);
                (lost, _lost) = (_lost, 0);
            }
            if (lost > 0) Encoding.UTF8.GetBytes(_lostLine(lost), _written);
            try
            {
                await _write(_written.WrittenMemory).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever it is: a log that cannot be written is no reason to stop serving.
                _failed(e);
            }
            _written.ResetWrittenCount();
        }
    }
}
