namespace Hep.Root.IO;

/// <summary>Bytes that can be read at any place: a local file, memory. Calls may come from several threads at once.</summary>
public interface IByteSource : IAsyncDisposable
{
    /// <summary>What messages call it: the path, without secrets.</summary>
    string Location { get; }

    /// <summary>The number of bytes.</summary>
    long Length { get; }

    /// <summary>
    /// How many bytes it is worth having on their way while others are worked on: about latency times bandwidth for what is read over a
    /// network; 0, the default, where reads are answered at once.
    /// </summary>
    int BytesAhead => 0;

    /// <summary>Fills every destination.</summary>
    /// <exception cref="RootException">A range does not lie in the file, or reading failed.</exception>
    ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default);
}
