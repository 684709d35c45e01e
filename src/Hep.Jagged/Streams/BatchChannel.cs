using System.Threading.Channels;

namespace Hep.Jagged;

/// <summary>Batches between threads.</summary>
internal static class BatchChannel
{
    /// <summary>Hands a batch to a channel; it is disposed where that fails.</summary>
    public static async ValueTask WriteAsync<T>(ChannelWriter<T> channel, T batch, CancellationToken cancellationToken)
        where T : class, IDisposable
    {
        try
        {
            await channel.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }
}
