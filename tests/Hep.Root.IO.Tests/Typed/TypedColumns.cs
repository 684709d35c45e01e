using System.Text;
using Hep.Jagged;

namespace Hep.Root.IO.Tests.Typed;

/// <summary>Columns of shapes that no factory of a column makes.</summary>
internal static class TypedColumns
{
    public static Column<T> Make<T>(string name, Dimension[] levels, int entries, T[] values, params int[][] offsets) where T : unmanaged =>
        new(new ColumnSchema(name, ElementTypes.Of<T>(), levels), entries,
            SharedMemory<T>.Copy(values), [.. offsets.Select(o => SharedMemory<int>.Copy(o))]);

    public static Column<byte> Texts(string name, params string[][] entries)
    {
        byte[][] texts = [.. entries.SelectMany(e => e).Select(Encoding.UTF8.GetBytes)];
        return new Column<byte>(new ColumnSchema(name, ElementType.String, Dimension.Variable), entries.Length,
            SharedMemory<byte>.Copy([.. texts.SelectMany(t => t)]),
            SharedMemory<int>.Copy(Sums(entries.Select(e => e.Length))), SharedMemory<int>.Copy(Sums(texts.Select(t => t.Length))));
    }

    public static EntryBatch Batch(params Column[] columns) =>
        new(columns, EntryIdentities.Range(EntrySource.None, 0, columns[0].EntryCount));

    private static int[] Sums(IEnumerable<int> counts)
    {
        List<int> sums = [0];
        foreach (int count in counts) sums.Add(sums[^1] + count);
        return [.. sums];
    }
}
