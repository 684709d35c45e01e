using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Hep.Jagged;

/// <summary>Reads ahead on another thread while the consumer works.</summary>
internal static class Prefetching
{
    /// <summary>The same batches; up to <paramref name="batches"/> of them wait to be taken.</summary>
    public static async IAsyncEnumerable<EntryBatch> Run(
        IAsyncEnumerable<EntryBatch> source, int batches, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<EntryBatch> ready =
            Channel.CreateBounded<EntryBatch>(new BoundedChannelOptions(batches) { SingleReader = true, SingleWriter = true });
        Task pump = Task.Run(() => PumpAsync(source, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (await ready.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                while (ready.Reader.TryRead(out EntryBatch? batch)) yield return batch;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            while (ready.Reader.TryRead(out EntryBatch? batch)) batch.Dispose();
        }
    }

    /// <summary>
    /// Hands batches over until the stream ends or fails, which the reader then meets behind the last batch; never throws itself.
    /// </summary>
    private static async Task PumpAsync(
        IAsyncEnumerable<EntryBatch> source, ChannelWriter<EntryBatch> ready, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (EntryBatch batch in source.WithCancellation(cancellationToken).ConfigureAwait(false))
                await BatchChannel.WriteAsync(ready, batch, cancellationToken).ConfigureAwait(false);
            ready.Complete();
        }
        catch (Exception error)
        {
            ready.Complete(error);
        }
    }
}
