namespace Hep.Root.IO.Bytes;

/// <summary>A file that is in memory already.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes, string location) : IByteSource
{
    public string Location { get; } = location;

    public long Length => bytes.Length;

    public ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
    {
        foreach (ByteRead read in reads)
        {
            SourceRange.Check(this, read);
            bytes.Span.Slice((int)read.Offset, read.Destination.Length).CopyTo(read.Destination.Span);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
