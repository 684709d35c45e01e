using Hep.Jagged;
using Hep.Root.IO;

namespace Hep.Tool.Measurements;

/// <summary>How much one pass read.</summary>
internal sealed class ReadAmount
{
    /// <summary>Entries, over all files.</summary>
    public long Entries { get; private set; }

    /// <summary>Columns: those of the file that has most.</summary>
    public int Columns { get; private set; }

    /// <summary>Bytes as stored.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Bytes after decompression.</summary>
    public long PlainBytes { get; private set; }

    /// <summary>Adds the baskets and pages that columns of a tree lie in; the counters of jagged ones are read with them.</summary>
    public void Add(RootTree tree, Schema schema)
    {
        Columns = Math.Max(Columns, schema.Count);
        Entries += schema.Min(c => tree.Columns.First(t => t.Name == c.Name).EntryCount);
        HashSet<string> touched = new(StringComparer.Ordinal);
        foreach (ColumnSchema column in schema)
        {
            touched.Add(column.Name);
            if (column.Counter is { } counter) touched.Add(counter);
        }
        foreach (RootColumn column in tree.Columns)
        {
            if (!touched.Contains(column.Name)) continue;
            StoredBytes += column.StoredBytes;
            PlainBytes += column.PlainBytes;
        }
    }
}
