using System.Runtime.CompilerServices;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>A source that counts what one pass reads of each file, whichever of its columns are read.</summary>
internal sealed class ReadEntries : IBatchSource
{
    private const int ListedFiles = 1000;   // a card of 10⁵ files would outweigh the model

    private readonly IBatchSource _source;
    private readonly Dictionary<EntrySource, long> _entries;

    public ReadEntries(IBatchSource source) : this(source, []) { }

    private ReadEntries(IBatchSource source, Dictionary<EntrySource, long> entries) => (_source, _entries) = (source, entries);

    public Schema Schema => _source.Schema;

    long? IBatchSource.EntryCount => _source.EntryCount;

    /// <summary>Entries that the last pass read.</summary>
    public long EntryCount => _entries.Values.Sum();

    /// <summary>Trees that the last pass read.</summary>
    public int FileCount => _entries.Count;

    /// <summary>The trees that the last pass read, in the order of their entries; of long lists the first.</summary>
    public IReadOnlyList<DataFile> Files => [.. _entries.Take(ListedFiles).Select(e =>
        new DataFile(e.Key.Location, e.Key.Tree, e.Key.File, e.Key.FileBytes, e.Value) { Checksum = FileChecksum.Of(e.Key.Location) })];

    public async IAsyncEnumerable<EntryBatch> ReadAsync(
        int epoch = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _entries.Clear();
        await foreach (EntryBatch batch in _source.ReadAsync(epoch, cancellationToken).ConfigureAwait(false))
        {
            Count(batch.Identities);
            yield return batch;
        }
    }

    public IBatchSource WithColumns(Schema columns) => new ReadEntries(_source.WithColumns(columns), _entries);

    public IBatchSource WithShuffle(ShuffleOptions shuffle) => new ReadEntries(_source.WithShuffle(shuffle), _entries);

    private void Count(EntryIdentities identities)
    {
        foreach (int row in identities.SourceIndices)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_entries, identities.Sources[row], out _)++;
    }
}
