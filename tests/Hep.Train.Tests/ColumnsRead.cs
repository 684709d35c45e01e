using Hep.Jagged;

namespace Hep.Train.Tests;

/// <summary>A source that writes down the columns of each reading, and reads no others.</summary>
internal sealed class ColumnsRead : IBatchSource
{
    private readonly IBatchSource _source;
    private readonly List<string[]> _readings;

    public ColumnsRead(IBatchSource source) : this(source, []) { }

    private ColumnsRead(IBatchSource source, List<string[]> readings) => (_source, _readings) = (source, readings);

    public Schema Schema => _source.Schema;

    public long? EntryCount => _source.EntryCount;

    /// <summary>The columns of each reading, in the order in which readings began.</summary>
    public IReadOnlyList<string[]> Readings => _readings;

    public IBatchSource WithColumns(Schema columns) => new ColumnsRead(_source.WithColumns(columns), _readings);

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default)
    {
        _readings.Add([.. Schema.Select(c => c.Name)]);
        return _source.ReadAsync(epoch, cancellationToken);
    }
}
