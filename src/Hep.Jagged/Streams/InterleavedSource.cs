namespace Hep.Jagged;

/// <summary>Several sources of one schema, whose batches come in turn.</summary>
internal sealed class InterleavedSource : IBatchSource
{
    private readonly IReadOnlyList<IBatchSource> _sources;

    public InterleavedSource(IReadOnlyList<IBatchSource> sources)
    {
        for (int i = 1; i < sources.Count; i++)
            if (!sources[i].Schema.Equals(sources[0].Schema))
                throw new PipelineException($"Source {i} has other columns than source 0: "
                    + $"[{string.Join(", ", sources[i].Schema)}] and [{string.Join(", ", sources[0].Schema)}].");
        _sources = sources;
    }

    public Schema Schema => _sources[0].Schema;

    public long? EntryCount => _sources.Aggregate((long?)0, (sum, source) => sum + source.EntryCount);

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        Interleaving.Run([.. _sources.Select(s => s.ReadAsync(epoch, cancellationToken))], cancellationToken);

    // Batches come in turn: only behind that their entries are mixed with each other.
    public IBatchSource WithShuffle(ShuffleOptions shuffle) =>
        new InterleavedSource([.. _sources.Select(s => s.WithShuffle(shuffle))]).ShuffleEntries(shuffle.Buffer, shuffle.Seed);

    public IBatchSource WithColumns(Schema columns) => new InterleavedSource([.. _sources.Select(s => s.WithColumns(columns))]);
}
