namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The bytes of the columns over all clusters.</summary>
internal sealed class ColumnSizes
{
    private readonly (long Stored, long Plain)[] _sizes;
    private readonly string?[] _why;

    public ColumnSizes(NTupleSchema schema, IReadOnlyList<Cluster> clusters)
    {
        _sizes = new (long, long)[schema.Columns.Count];
        _why = new string?[_sizes.Length];
        foreach (NTupleColumn column in schema.Columns)
            try
            {
                foreach (Cluster cluster in clusters)
                    if (cluster.Find(column) is var (stored, pages))
                        Add(ref _sizes[column.Number], pages.StoredBytes, stored.PageBytes(pages.ElementCount));
            }
            catch (RootException failure)
            {
                _why[column.Number] = failure.Message;
            }
        foreach ((long stored, long plain) in _sizes) All = Sum(All, stored, plain);
    }

    /// <summary>Those of all columns.</summary>
    public (long Stored, long Plain) All { get; }

    /// <summary>Those of some columns.</summary>
    public (long Stored, long Plain) Of(IEnumerable<NTupleColumn> columns)
    {
        (long Stored, long Plain) sum = default;
        foreach (NTupleColumn column in columns) sum = Sum(sum, _sizes[column.Number].Stored, _sizes[column.Number].Plain);
        return sum;
    }

    /// <summary>Why one of some columns cannot be read; null where all can.</summary>
    public string? Why(IEnumerable<NTupleColumn> columns) => columns.Select(c => _why[c.Number]).FirstOrDefault(w => w is not null);

    private static void Add(ref (long Stored, long Plain) sum, long stored, long plain) => sum = Sum(sum, stored, plain);

    private static (long Stored, long Plain) Sum((long Stored, long Plain) sum, long stored, long plain) =>
        (ByteCount.Add(sum.Stored, stored), ByteCount.Add(sum.Plain, plain));
}
