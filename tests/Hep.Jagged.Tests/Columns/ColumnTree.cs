namespace Hep.Jagged.Tests;

/// <summary>
/// Columns as the nested arrays a reader would draw: what an entry holds is a value or an <see cref="object"/>[] of what lies below.
/// </summary>
internal static class ColumnTree
{
    /// <summary>A column that holds these entries.</summary>
    public static Column<T> Build<T>(ColumnSchema schema, object[] entries) where T : unmanaged
    {
        object[] parents = entries;
        List<SharedMemory<int>> offsets = [];
        foreach (Dimension dimension in schema.Type.HasCharacters ? schema.Dimensions.Add(Dimension.Variable) : schema.Dimensions)
        {
            object[][] lists = Array.ConvertAll(parents, p => (object[])p);
            if (dimension.IsVariable)
                offsets.Add(SharedMemory<int>.Copy([0, .. lists.Select((_, i) => lists.Take(i + 1).Sum(l => l.Length))]));
            parents = [.. lists.SelectMany(l => l)];
        }
        return new Column<T>(schema, entries.Length, SharedMemory<T>.Copy(Array.ConvertAll(parents, p => (T)p)), [.. offsets]);
    }

    /// <summary>The entries that a column holds, told by its offsets and values alone.</summary>
    public static object[] Entries<T>(Column<T> column) where T : unmanaged
    {
        object[] below = new object[column.ValueCount];
        for (int i = 0; i < below.Length; i++) below[i] = column.Values[i];
        int level = column.Schema.OffsetLevels;
        Dimension[] dimensions =
            [.. column.Type.HasCharacters ? column.Schema.Dimensions.Add(Dimension.Variable) : column.Schema.Dimensions];
        foreach (Dimension dimension in dimensions.Reverse())
        {
            int[] offsets = dimension.IsVariable
                ? column.Offsets(--level).ToArray()
                : [.. Enumerable.Range(0, below.Length / dimension.Size + 1).Select(i => i * dimension.Size)];
            object[] values = below;
            below = [.. Enumerable.Range(0, offsets.Length - 1).Select(i => values[offsets[i]..offsets[i + 1]])];
        }
        return below;
    }

    /// <summary>Random entries of a shape; lists have up to three elements.</summary>
    public static object[] Random(Random random, ColumnSchema schema, int entries, Func<object> value)
    {
        Dimension[] dimensions = [.. schema.Type.HasCharacters ? schema.Dimensions.Add(Dimension.Variable) : schema.Dimensions];
        return [.. Enumerable.Range(0, entries).Select(_ => Below(0))];

        object Below(int level) => level == dimensions.Length ? value()
            : Enumerable.Range(0, dimensions[level].IsVariable ? random.Next(4) : dimensions[level].Size)
                .Select(_ => Below(level + 1)).ToArray();
    }
}
