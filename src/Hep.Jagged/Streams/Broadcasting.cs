using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Hep.Jagged;

/// <summary>One stream, read once, for several consumers. The first that asks starts it, the last that leaves ends it.</summary>
internal sealed class Broadcasting : IDisposable
{
    private readonly IAsyncEnumerable<EntryBatch> _source;
    private readonly Channel<EntryBatch>[] _channels;
    private readonly int[] _taken;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Task> _pump;
    private int _remaining;

    public Broadcasting(IAsyncEnumerable<EntryBatch> source, int consumers, int ahead)
    {
        _source = source;
        _channels = new Channel<EntryBatch>[consumers];
        for (int i = 0; i < consumers; i++) _channels[i] = Channel.CreateBounded<EntryBatch>(ahead);
        _taken = new int[consumers];
        _remaining = consumers;
        _pump = new Lazy<Task>(() => Task.Run(PumpAsync));
    }

    /// <summary>What one consumer sees; it may be enumerated once.</summary>
    public IAsyncEnumerable<EntryBatch> For(int consumer) => Read(consumer);

    /// <summary>Called by the last consumer that leaves.</summary>
    public void Dispose() => _stop.Dispose();

    private async IAsyncEnumerable<EntryBatch> Read(int consumer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _taken[consumer], 1) != 0)
            throw new InvalidOperationException("Each stream of a broadcast can be read once.");
        Task pump = _pump.Value;
        Channel<EntryBatch> channel = _channels[consumer];
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                while (channel.Reader.TryRead(out EntryBatch? batch)) yield return batch;
        }
        finally
        {
            channel.Writer.TryComplete();   // from here on the pump passes this consumer over
            if (Interlocked.Decrement(ref _remaining) == 0)
            {
                await _stop.CancelAsync().ConfigureAwait(false);
                await pump.ConfigureAwait(false);
                Dispose();
            }
            while (channel.Reader.TryRead(out EntryBatch? batch)) batch.Dispose();
        }
    }

    private async Task PumpAsync()
    {
        Exception? failure = null;
        try
        {
            await foreach (EntryBatch batch in _source.WithCancellation(_stop.Token).ConfigureAwait(false))
                using (batch)
                    foreach (Channel<EntryBatch> channel in _channels) await HandOverAsync(batch, channel.Writer).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }
        foreach (Channel<EntryBatch> channel in _channels) channel.Writer.TryComplete(failure);
    }

    private async ValueTask HandOverAsync(EntryBatch batch, ChannelWriter<EntryBatch> channel)
    {
        try
        {
            await BatchChannel.WriteAsync(channel, batch.Share(), _stop.Token).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // This consumer has left; the others go on.
        }
    }
}
