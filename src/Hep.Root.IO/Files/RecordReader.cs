using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Compression;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Files;

/// <summary>Reads whole records of a file: ranges as they are, payloads of keys decompressed.</summary>
internal sealed class RecordReader(IByteSource source, RootOpenOptions options)
{
    public IByteSource Source { get; } = source;

    public RootOpenOptions Options { get; } = options;

    public RootReadLimits Limits => Options.Limits;

    /// <summary>Bytes as the file has them; fewer only where the file ends.</summary>
    public async ValueTask<MemoryOwner<byte>> ReadUpToAsync(long offset, int count, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset >= Source.Length)
            throw new RootException($"A record is said to be at {offset}, the file has {Source.Length} bytes.") { Offset = offset };
        MemoryOwner<byte> bytes = MemoryOwner<byte>.Allocate((int)Math.Min(count, Source.Length - offset));
        try
        {
            await Source.ReadAsync([new ByteRead(offset, bytes.Memory)], cancellationToken).ConfigureAwait(false);
            ReadingMeter.AddRead(bytes.Length);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>A record's key and its plain payload.</summary>
    public async ValueTask<(KeyRecord Key, MemoryOwner<byte> Payload)> ReadAsync(
        long seek, int recordBytes, CancellationToken cancellationToken)
    {
        if (recordBytes < KeyRecord.MinBytes || recordBytes > Source.Length - seek)
            throw new RootException($"A record of {recordBytes} bytes expected at {seek}, the file has {Source.Length}.") { Offset = seek };
        using MemoryOwner<byte> record = await ReadUpToAsync(seek, recordBytes, cancellationToken).ConfigureAwait(false);
        RootBuffer buffer = new(record.Span);
        KeyRecord key = KeyRecord.Read(ref buffer);
        if (key.RecordBytes > recordBytes || key.KeyLength < buffer.Position)
            throw new RootException($"The key says {key.RecordBytes} bytes, {recordBytes} were announced.") { Offset = seek };
        return (key, Plain(record.Span[key.KeyLength..key.RecordBytes], key.PlainBytes));
    }

    /// <summary>A payload after decompression.</summary>
    public MemoryOwner<byte> Plain(ReadOnlySpan<byte> stored, int plainBytes)
    {
        CheckPlainSize(stored, plainBytes);
        MemoryOwner<byte> plain = MemoryOwner<byte>.Allocate(plainBytes);
        try
        {
            Expand(stored, plain.Span);
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    /// <summary>Compares the size of a payload after decompression with what its blocks claim, before memory is taken.</summary>
    /// <returns>Whether the payload is stored as it is.</returns>
    public bool CheckPlainSize(ReadOnlySpan<byte> stored, int plainBytes)
    {
        if (plainBytes > Limits.MaxRecordBytes)
            throw new RootException(
                $"A record of {plainBytes} bytes exceeds the limit of {Limits.MaxRecordBytes} (RootReadLimits.MaxRecordBytes).");
        if (plainBytes <= stored.Length) return true;
        if (BlockFrames.PlainSize(stored) is var claimed && claimed != plainBytes)
            throw new RootException($"{plainBytes} bytes expected after decompression, the blocks give {claimed}.");
        return false;
    }

    /// <summary>Decompresses a payload whose size was compared, or copies one that is stored as it is.</summary>
    public void Expand(ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        if (plain.Length <= stored.Length)
        {
            stored[..plain.Length].CopyTo(plain);
            return;
        }
        BlockFrames.Decompress(stored, plain, Options.VerifyChecksums);
        ReadingMeter.AddDecompressed(plain.Length);
    }
}
