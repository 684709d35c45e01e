using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Files;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>Fetches the envelopes of an RNTuple.</summary>
internal sealed class EnvelopeReader(RecordReader records, long maxKeyBytes)
{
    /// <summary>Reads and checks an envelope.</summary>
    public async ValueTask<Envelope> ReadAsync(EnvelopeLink link, EnvelopeKind kind, CancellationToken cancellationToken)
    {
        (long plainBytes, Locator locator) = link;
        try
        {
            if (!locator.IsKnown) throw Anchor.NotSupported("a place that is not in the file itself");
            if (plainBytes < 0 || plainBytes > records.Limits.MaxRecordBytes)
                throw new RootException($"An envelope of {(ulong)plainBytes} bytes exceeds the limit of {records.Limits.MaxRecordBytes} "
                    + "(RootReadLimits.MaxRecordBytes).");
            if (locator.StoredBytes < 0 || locator.StoredBytes > plainBytes)
                throw new RootException($"{(ulong)locator.StoredBytes} stored bytes of an envelope of {plainBytes}.");
            using MemoryOwner<byte> stored = await SplitPayload
                .ReadAsync(records, locator.Seek, (int)locator.StoredBytes, maxKeyBytes, cancellationToken).ConfigureAwait(false);
            return Envelope.Open(records.Plain(stored.Span, (int)plainBytes), kind);
        }
        catch (RootException failure)
        {
            throw failure.In(records.Source.Location, $"RNTuple's {Name(kind)}", locator.Seek);
        }
    }

    private static string Name(EnvelopeKind kind) => kind switch
    {
        EnvelopeKind.Header => "header",
        EnvelopeKind.Footer => "footer",
        _ => "page list",
    };
}
