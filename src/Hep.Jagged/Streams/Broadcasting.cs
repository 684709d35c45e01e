using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Hep.Jagged;

/// <summary>One stream, read once, for several consumers. The first that asks starts it, the last that leaves ends it.</summary>
/// <typeparam name="T">Batches, of which a consumer disposes what it gets.</typeparam>
internal sealed class Broadcasting<T> : IDisposable where T : class, IDisposable
{
    private readonly IAsyncEnumerable<T> _source;
    private readonly Func<T, T> _share;
    private readonly Channel<T>[] _channels;
    private readonly int[] _taken;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Task> _pump;
    private int _remaining;

    /// <param name="source">The stream.</param>
    /// <param name="consumers">How many consumers there are.</param>
    /// <param name="ahead">Batches that may wait for each of them.</param>
    /// <param name="share">Makes a further handle on a batch.</param>
    public Broadcasting(IAsyncEnumerable<T> source, int consumers, int ahead, Func<T, T> share)
    {
        (_source, _share) = (source, share);
        _channels = new Channel<T>[consumers];
        for (int i = 0; i < consumers; i++) _channels[i] = Channel.CreateBounded<T>(ahead);
        _taken = new int[consumers];
        _remaining = consumers;
        _pump = new Lazy<Task>(() => Task.Run(PumpAsync));
    }

    /// <summary>What one consumer sees; it may be enumerated once.</summary>
    public IAsyncEnumerable<T> For(int consumer) => Read(consumer);

    /// <summary>Called by the last consumer that leaves.</summary>
    public void Dispose() => _stop.Dispose();

    private async IAsyncEnumerable<T> Read(int consumer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _taken[consumer], 1) != 0)
            throw new InvalidOperationException("Each stream of a broadcast can be read once.");
        Task pump = _pump.Value;
        Channel<T> channel = _channels[consumer];
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                while (channel.Reader.TryRead(out T? batch)) yield return batch;
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
            while (channel.Reader.TryRead(out T? batch)) batch.Dispose();
        }
    }

    private async Task PumpAsync()
    {
        Exception? failure = null;
        try
        {
            await foreach (T batch in _source.WithCancellation(_stop.Token).ConfigureAwait(false))
                using (batch)
                    foreach (Channel<T> channel in _channels) await HandOverAsync(batch, channel.Writer).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }
        foreach (Channel<T> channel in _channels) channel.Writer.TryComplete(failure);
    }

    private async ValueTask HandOverAsync(T batch, ChannelWriter<T> channel)
    {
        try
        {
            await BatchChannel.WriteAsync(channel, _share(batch), _stop.Token).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // This consumer has left; the others go on.
        }
    }
}
