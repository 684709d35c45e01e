namespace Hep.Jagged.Tests;

/// <summary>Three entries to compute with: flat, jagged, doubly jagged, fixed-shape and text columns.</summary>
internal static class FormulaEvents
{
    public static EntryBatch Create()
    {
        Column<float> pt = Column.CreateJagged("Jet_pt", [[50f, 30f, 20f], [], [10f]]);
        SharedMemory<float> eta = SharedMemory<float>.Copy([0.5f, -2.5f, 1f, 3f]);
        return Batch(
            Column.Create("x", 1.0, -2.0, double.NaN),
            Column.Create("MET", 25f, 50f, 100f),
            Column.Create("n", 3, 0, 1),
            Column.Create("id", 9007199254740993L, -9007199254740993L, 7L),
            Column.Create("big", 18446744073709551615UL, 9007199254740993UL, 7UL),
            Column.Create("flag", true, false, true),
            WithCounter(pt, "nJet"),
            new Column<float>(new ColumnSchema("Jet_eta", ElementType.Float32, Dimension.Variable) { Counter = "nJet" }, 3, eta,
                pt.OffsetsMemory(0).Share()),
            Column.CreateJagged("Jet_id", [[4, 5, 4], [], [0]]),
            Column.CreateJagged("Jet_good", [[true, false, true], [], [false]]),
            Column.CreateJagged("Jet_nan", [[1.0, double.NaN, 3.0], [], [double.NaN]]),
            Column.CreateJagged("Muon_pt", [[7f], [8f, 9f], []]),
            new Column<int>(new ColumnSchema("Jet_hits", ElementType.Int32, Dimension.Variable, Dimension.Variable) { Counter = "nJet" }, 3,
                SharedMemory<int>.Copy([1, 2, 3, 4, 5, 6]), pt.OffsetsMemory(0).Share(), SharedMemory<int>.Copy([0, 2, 2, 5, 6])),
            new Column<double>(new ColumnSchema("cov", ElementType.Float64, Dimension.Fixed(2), Dimension.Fixed(2)), 3,
                SharedMemory<double>.Copy([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
            Column.CreateText("name", "uno", "dos", "tres"),
            Column.Create("Tracks/Tracks.fP[5]", 1, 2, 3),
            Column.Create("leaf.x", 4f, 5f, 6f));
    }

    public static EntryBatch Batch(params Column[] columns) =>
        new(columns, EntryIdentities.Range(EntrySource.None, 0, columns[0].EntryCount));

    /// <summary>What a formula gives over the entries above: numbers by entry, lists in brackets.</summary>
    public static string Evaluate(string formula)
    {
        using EntryBatch batch = Create();
        using Column result = Expression.Parse(formula).Bind(batch.Schema).Evaluate(batch, "result");
        return Show(result);
    }

    public static string Show(Column column)
    {
        string[] values = column switch
        {
            Column<bool> c => Array.ConvertAll(c.Values.ToArray(), v => v ? "true" : "false"),
            Column<long> c => Array.ConvertAll(c.Values.ToArray(), v => FormattableString.Invariant($"{v}")),
            Column<ulong> c => Array.ConvertAll(c.Values.ToArray(), v => FormattableString.Invariant($"{v}")),
            Column<int> c => Array.ConvertAll(c.Values.ToArray(), v => FormattableString.Invariant($"{v}")),
            Column<float> c => Array.ConvertAll(c.Values.ToArray(), v => FormattableString.Invariant($"{v:G6}")),
            Column<double> c => Array.ConvertAll(c.Values.ToArray(), v => FormattableString.Invariant($"{v:G6}")),
            _ => throw new NotSupportedException(column.Type.Name),
        };
        int level = column.Schema.Depth;
        for (int d = column.Schema.Dimensions.Length - 1; d >= 0; d--)
        {
            Dimension dimension = column.Schema.Dimensions[d];
            int[] offsets = dimension.IsVariable ? column.Offsets(--level).ToArray()
                : [.. Enumerable.Range(0, values.Length / dimension.Size + 1).Select(i => i * dimension.Size)];
            values = [.. Enumerable.Range(0, offsets.Length - 1).Select(i => $"[{string.Join(" ", values[offsets[i]..offsets[i + 1]])}]")];
        }
        return string.Join(" ", values);
    }

    private static Column<T> WithCounter<T>(Column<T> column, string counter) where T : unmanaged
    {
        using Column<T> original = column.Share();
        return new Column<T>(column.Schema with { Counter = counter }, column.EntryCount, column.ShareValues(),
            column.OffsetsMemory(0).Share());
    }
}
