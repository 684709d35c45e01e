using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Hep.Jagged;

/// <summary>Reads ahead on another thread while the consumer works.</summary>
internal static class Prefetching
{
    /// <summary>The bytes of a batch as a size: not even empty ones may all wait.</summary>
    public static long BytesOf(EntryBatch batch) => Math.Max(batch.ColumnBytes, 1);

    /// <summary>The same batches, of which some wait to be taken; one more may be read already and wait for room.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="limit">What the sizes of the batches that wait add up to at most; one may wait whatever its size.</param>
    /// <param name="sizeOf">The size of a batch.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<PlacedBatch<EntryBatch>> Run(
        IAsyncEnumerable<PlacedBatch<EntryBatch>> source, long limit, Func<EntryBatch, long> sizeOf,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The room bounds what is in the channel.
        Channel<(PlacedBatch<EntryBatch> Placed, long Size)> ready = Channel.CreateUnbounded<(PlacedBatch<EntryBatch>, long)>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        WaitingRoom room = new(limit);
        Task pump = Task.Run(() => PumpAsync(source, sizeOf, room, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            while (await ready.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                while (ready.Reader.TryRead(out (PlacedBatch<EntryBatch> Placed, long Size) next))
                {
                    room.Leave(next.Size);
                    yield return next.Placed;
                }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            while (ready.Reader.TryRead(out (PlacedBatch<EntryBatch> Placed, long Size) left)) left.Placed.Batch.Dispose();
        }
    }

    /// <summary>
    /// Hands batches over until the stream ends or fails, which the reader then meets behind the last batch; never throws itself.
    /// </summary>
    private static async Task PumpAsync(
        IAsyncEnumerable<PlacedBatch<EntryBatch>> source, Func<EntryBatch, long> sizeOf, WaitingRoom room,
        ChannelWriter<(PlacedBatch<EntryBatch>, long)> ready, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (PlacedBatch<EntryBatch> placed in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                bool handedOver = false;
                try
                {
                    long size = sizeOf(placed.Batch);
                    await room.EnterAsync(size, cancellationToken).ConfigureAwait(false);
                    handedOver = ready.TryWrite((placed, size));
                }
                finally
                {
                    if (!handedOver) placed.Batch.Dispose();
                }
            }
            ready.Complete();
        }
        catch (Exception error)
        {
            ready.Complete(error);
        }
    }
}
