using System.Buffers.Binary;
using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Files;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Payloads that may be longer than a key may be: then they go on in further keys, and at the end of the first one stand the places of the
/// payloads of the others (specification, "Anchor schema"; ROOT's RMiniFileReader::ReadBuffer counts them so).
/// </summary>
internal static class SplitPayload
{
    /// <summary>Whether a payload is split.</summary>
    public static bool IsSplit(long storedBytes, long maxKeyBytes) => maxKeyBytes > 0 && storedBytes > maxKeyBytes;

    /// <summary>Reads a payload, whole.</summary>
    public static async ValueTask<MemoryOwner<byte>> ReadAsync(
        RecordReader records, long seek, int storedBytes, long maxKeyBytes, CancellationToken cancellationToken)
    {
        if (storedBytes > records.Source.Length - seek)
            throw new RootException($"{storedBytes} bytes expected at {seek}, the file has {records.Source.Length}.") { Offset = seek };
        MemoryOwner<byte> payload = MemoryOwner<byte>.Allocate(storedBytes);
        try
        {
            if (IsSplit(storedBytes, maxKeyBytes))
                await ReadPartsAsync(records, seek, payload.Memory, (int)maxKeyBytes, cancellationToken).ConfigureAwait(false);
            else await records.Source.ReadAsync([new ByteRead(seek, payload.Memory)], cancellationToken).ConfigureAwait(false);
            return payload;
        }
        catch
        {
            payload.Dispose();
            throw;
        }
    }

    private static async ValueTask ReadPartsAsync(
        RecordReader records, long seek, Memory<byte> payload, int maxKeyBytes, CancellationToken cancellationToken)
    {
        int tableBytes = (CountParts(payload.Length, maxKeyBytes) - 1) * sizeof(long);
        if (tableBytes > maxKeyBytes)
            throw new RootException($"A payload of {payload.Length} bytes has more parts of {maxKeyBytes} than the first one can name.");
        int filled = maxKeyBytes - tableBytes;
        byte[] table = new byte[tableBytes];
        await records.Source.ReadAsync(
            [new ByteRead(seek, payload[..filled]), new ByteRead(seek + filled, table)], cancellationToken).ConfigureAwait(false);
        List<ByteRead> parts = [];
        for (int at = 0; at < tableBytes; at += sizeof(long))
        {
            int bytes = Math.Min(maxKeyBytes, payload.Length - filled);
            parts.Add(new ByteRead(BinaryPrimitives.ReadInt64LittleEndian(table.AsSpan(at)), payload.Slice(filled, bytes)));
            filled += bytes;
        }
        await records.Source.ReadAsync(parts, cancellationToken).ConfigureAwait(false);
    }

    // The first part holds the table too: where that finds no room, one part more is needed, and a place more.
    private static int CountParts(int bytes, int maxKeyBytes)
    {
        int parts = (int)(((long)bytes + maxKeyBytes - 1) / maxKeyBytes);
        long room = (long)parts * maxKeyBytes - bytes;
        return (long)(parts - 1) * sizeof(long) > room ? parts + 1 : parts;
    }
}
