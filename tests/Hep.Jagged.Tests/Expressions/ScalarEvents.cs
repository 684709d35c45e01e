namespace Hep.Jagged.Tests;

/// <summary>Random entries, as a batch and as the arrays that <see cref="ScalarFormula"/> reads.</summary>
internal sealed class ScalarEvents
{
    private static readonly double[] Numbers = [-2, -1, 0, 0.5, 1, 2, 3, double.NaN, 1e3, -0.0];
    private static readonly long[] Integers = [-3, -1, 0, 1, 2, 7, 9007199254740992, 9007199254740993, long.MinValue, long.MaxValue];

    private readonly int[][][] _elements;   // entry, object → a distinct number for each element

    public ScalarEvents(Random random)
    {
        int entries = random.Next(0, 7), next = 0;
        _elements = Draw(entries, () => Draw(random.Next(4), () => Draw(random.Next(4), () => next++)));
        int objects = _elements.Sum(e => e.Length);
        List<Column> columns = [];
        Add("x", 0, Draw(entries, () => Numbers[random.Next(Numbers.Length)]));
        Add("k", 0, Draw(entries, () => Integers[random.Next(Integers.Length)]));
        Add("u", 0, Draw(entries, () => (ulong)Integers[random.Next(Integers.Length)]));
        Add("b", 0, Draw(entries, () => random.Next(2) == 0));
        Add("a.x", 1, Draw(objects, () => Numbers[random.Next(Numbers.Length)]));
        Add("a.k", 1, Draw(objects, () => Integers[random.Next(Integers.Length)]));
        Add("a.u", 1, Draw(objects, () => (ulong)Integers[random.Next(Integers.Length)]));
        Add("a.b", 1, Draw(objects, () => random.Next(2) == 0));
        Add("d_x", 2, Draw(next, () => Numbers[random.Next(Numbers.Length)]));
        Add("d_k", 2, Draw(next, () => Integers[random.Next(Integers.Length)]));
        Batch = new EntryBatch(columns, EntryIdentities.Range(EntrySource.None, 0, entries));

        void Add<T>(string name, int depth, T[] values) where T : unmanaged
        {
            SharedMemory<int>[] offsets =
                [Offsets(_elements.Select(e => e.Length)), Offsets(_elements.SelectMany(e => e).Select(o => o.Length))];
            ColumnSchema schema = new(name, ElementTypes.Of<T>(), [.. Enumerable.Repeat(Dimension.Variable, depth)]);
            columns.Add(new Column<T>(schema, entries, SharedMemory<T>.Copy(values), offsets[..depth]));
            Columns.Add(name, (depth, (e, i, j) => values[Place(depth, e, i, j)]));
        }
    }

    public EntryBatch Batch { get; }

    public Dictionary<string, (int Depth, Func<int, int, int, object> At)> Columns { get; } = [];

    /// <summary>The length of the list at a level: objects of an entry, or elements of an object.</summary>
    public int Length(int level, int entry, int @object) => level == 1 ? _elements[entry].Length : _elements[entry][@object].Length;

    /// <summary>All places of a depth, in stored order.</summary>
    public IEnumerable<(int, int, int)> Places(int depth) =>
        from e in Enumerable.Range(0, _elements.Length)
        from i in Enumerable.Range(0, depth == 0 ? 1 : Length(1, e, 0))
        from j in Enumerable.Range(0, depth < 2 ? 1 : Length(2, e, i))
        select (e, i, j);

    private int Place(int depth, int e, int i, int j) =>
        depth == 0 ? e : depth == 1 ? _elements.Take(e).Sum(o => o.Length) + i : _elements[e][i][j];

    private static T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private static SharedMemory<int> Offsets(IEnumerable<int> lengths)
    {
        List<int> offsets = [0];
        foreach (int length in lengths) offsets.Add(offsets[^1] + length);
        return SharedMemory<int>.Copy([.. offsets]);
    }
}
