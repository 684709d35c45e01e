using Hep.Jagged;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Batches with a column of every form that a tree has, made from a seed: what is written, and has to come back.</summary>
internal static class WrittenEvents
{
    /// <summary>A batch of columns.</summary>
    public static EntryBatch Batch(params Column[] columns) =>
        new(columns, EntryIdentities.Range(EntrySource.None, 0, columns[0].EntryCount));

    /// <summary>Batches one behind the other.</summary>
    public static async IAsyncEnumerable<EntryBatch> Stream(params EntryBatch[] batches)
    {
        foreach (EntryBatch batch in batches)
        {
            await Task.Yield();
            yield return batch;
        }
    }

    /// <summary>
    /// All forms: flat numbers of each type, fixed shapes, lists with a counter, with a shape, of lists, texts, and lists of texts.
    /// </summary>
    public static EntryBatch AllForms(int entries, int seed = 1)
    {
        Random random = new(seed);
        T[] Make<T>(Func<int, T> make) => [.. Enumerable.Range(0, entries).Select(make)];
        T[][] Lists<T>(int most, Func<T> make) => Make(_ => Enumerable.Range(0, random.Next(most + 1)).Select(_ => make()).ToArray());
        float Falling() => (float)(-30 * Math.Log(1 - random.NextDouble()));
        string Word() => $"{new string('x', random.Next(4))}{random.Next(1000)}";

        float[][] pt = Lists(5, Falling);
        return Batch(
            Column.Create("flag", Make(i => i % 3 == 0)),
            Column.Create("i8", Make(i => (sbyte)(i - 100))),
            Column.Create("u8", Make(i => (byte)i)),
            Column.Create("i16", Make(i => (short)(-i * 7))),
            Column.Create("u16", Make(i => (ushort)(60_000 + i))),
            Column.Create("i32", Make(i => -i * 100_000)),
            Column.Create("u32", Make(i => 4_000_000_000u + (uint)i)),
            Column.Create("i64", Make(i => -1L - ((long)i << 40))),
            Column.Create("u64", Make(i => ((ulong)i << 40) + 3)),
            Column.Create("f32", Make(i => i % 7 == 0 ? float.NaN : i * 0.5f)),
            Column.Create("f64", Make(i => i % 11 == 0 ? double.PositiveInfinity : i / 3.0)),
            Column.CreateText("word", Make(_ => Word())),
            Fixed("matrix", entries, [2, 3], i => i * 0.25f),
            Counted("Jet_pt", "nJet", pt),
            Counted("Jet_id", "nJet", [.. pt.Select(list => list.Select((_, i) => (short)(i - 1)).ToArray())]),
            Counted("Jet_tight", "nJet", [.. pt.Select(list => list.Select(v => v > 20).ToArray())]),
            Column.CreateJagged("hits", Lists(9, () => random.Next(1 << 20))),
            Shaped("corners", Lists(3, () => random.Next(100)), 2),
            Nested("clusters", Make(_ => Lists2(random))),
            TextLists("labels", Make(_ => Enumerable.Range(0, random.Next(4)).Select(_ => Word()).ToArray())));
    }

    /// <summary>
    /// Columns of records as a reader of an RNTuple names them: a record in a record, a collection with a text, a shape and a record in it,
    /// and a collection of records in it, whose columns share their offsets.
    /// </summary>
    public static EntryBatch Records(int entries)
    {
        int[] jets = Sums(Enumerable.Range(0, entries).Select(i => i % 4));
        int[] tracks = Sums(Enumerable.Range(0, jets[^1]).Select(i => i % 3));
        int[] names = Sums(Enumerable.Range(0, jets[^1]).Select(i => i % 2));
        SharedMemory<int> outer = SharedMemory<int>.Copy(jets), inner = SharedMemory<int>.Copy(tracks);
        Dimension list = Dimension.Variable;

        return Batch(
            Column.Create("run", [.. Enumerable.Range(0, entries)]),
            Column.Create("vertex.x", [.. Enumerable.Range(0, entries).Select(i => i / 2f)]),
            Column.Create("vertex.error.x", [.. Enumerable.Range(0, entries).Select(i => i / 4.0)]),
            Make("jets.pt", jets[^1], i => i * 0.5f, [list], outer.Share()),
            Make("jets.p4.eta", jets[^1], i => i * 0.25, [list], outer.Share()),
            Make("jets.p4.box", 2 * jets[^1], i => (short)-i, [list, Dimension.Fixed(2)], outer.Share()),
            new Column<byte>(new ColumnSchema("jets.name", ElementType.String, list) { Counter = "jets_" }, entries,
                SharedMemory<byte>.Copy([.. Enumerable.Range(0, names[^1]).Select(i => (byte)('a' + i % 26))]), outer.Share(),
                SharedMemory<int>.Copy(names)),
            Make("jets.tracks.charge", tracks[^1], i => (sbyte)(i % 3 - 1), [list, list], outer.Share(), inner.Share()),
            Make("jets.tracks.hits", tracks[^1], i => (ulong)i << 35, [list, list], outer, inner),
            Column.Create("weight", [.. Enumerable.Range(0, entries).Select(i => i % 2 == 0)]));

        Column<T> Make<T>(string name, int count, Func<int, T> value, Dimension[] dimensions, params SharedMemory<int>[] offsets)
            where T : unmanaged =>
            new(new ColumnSchema(name, ElementTypes.Of<T>(), dimensions) { Counter = "jets_" }, entries,
                SharedMemory<T>.Copy([.. Enumerable.Range(0, count).Select(value)]), offsets);
    }

    /// <summary>A column of one shape.</summary>
    public static Column<float> Fixed(string name, int entries, int[] shape, Func<int, float> value)
    {
        float[] values = [.. Enumerable.Range(0, entries * shape.Aggregate(1, (a, b) => a * b)).Select(value)];
        return new Column<float>(new ColumnSchema(name, ElementType.Float32, [.. shape.Select(Dimension.Fixed)]), entries,
            SharedMemory<float>.Copy(values));
    }

    /// <summary>Lists whose counter has a name.</summary>
    public static Column Counted<T>(string name, string counter, T[][] lists) where T : unmanaged
    {
        using Column<T> column = Column.CreateJagged(name, lists);
        return column.ShareAs(column.Schema with { Counter = counter });
    }

    /// <summary>Lists of elements of a shape.</summary>
    public static Column<int> Shaped(string name, int[][] lists, int shape)
    {
        int[] values = [.. lists.SelectMany(list => list.SelectMany(v => Enumerable.Range(v, shape)))];
        return new Column<int>(new ColumnSchema(name, ElementType.Int32, Dimension.Variable, Dimension.Fixed(shape)), lists.Length,
            SharedMemory<int>.Copy(values), Offsets(lists.Select(l => l.Length)));
    }

    /// <summary>Lists of lists.</summary>
    public static Column<double> Nested(string name, double[][][] entries) =>
        new(new ColumnSchema(name, ElementType.Float64, Dimension.Variable, Dimension.Variable), entries.Length,
            SharedMemory<double>.Copy([.. entries.SelectMany(e => e.SelectMany(l => l))]),
            Offsets(entries.Select(e => e.Length)), Offsets(entries.SelectMany(e => e.Select(l => l.Length))));

    /// <summary>Two lists an entry: a list inside a fixed shape.</summary>
    public static Column<int> Pairs(string name, int entries) =>
        new(new ColumnSchema(name, ElementType.Int32, Dimension.Fixed(2), Dimension.Variable), entries,
            SharedMemory<int>.Copy([.. Enumerable.Range(0, 2 * entries).SelectMany(i => Enumerable.Range(i, i % 3))]),
            Offsets(Enumerable.Range(0, 2 * entries).Select(i => i % 3)));

    /// <summary>Lists of texts.</summary>
    public static Column<byte> TextLists(string name, string[][] entries)
    {
        byte[][] texts = [.. entries.SelectMany(e => e.Select(System.Text.Encoding.UTF8.GetBytes))];
        return new Column<byte>(new ColumnSchema(name, ElementType.String, Dimension.Variable), entries.Length,
            SharedMemory<byte>.Copy([.. texts.SelectMany(t => t)]),
            Offsets(entries.Select(e => e.Length)), Offsets(texts.Select(t => t.Length)));
    }

    private static double[][] Lists2(Random random) =>
        [.. Enumerable.Range(0, random.Next(4))
            .Select(_ => Enumerable.Range(0, random.Next(4)).Select(_ => random.NextDouble()).ToArray())];

    private static SharedMemory<int> Offsets(IEnumerable<int> lengths) => SharedMemory<int>.Copy(Sums(lengths));

    private static int[] Sums(IEnumerable<int> lengths)
    {
        List<int> offsets = [0];
        foreach (int length in lengths) offsets.Add(offsets[^1] + length);
        return [.. offsets];
    }
}
