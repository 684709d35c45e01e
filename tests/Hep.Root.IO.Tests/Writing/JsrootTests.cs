using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO.Tests.Typed;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>What is written is the same to JSROOT.</summary>
public sealed class JsrootTests
{
    private static IEnumerable<TestCaseData> Compressions =>
        new[] { RootCompression.None, RootCompression.Zlib(6), RootCompression.Lz4(4), RootCompression.Zstd(5), RootCompression.Lzma(2) }
            .Select(c => new TestCaseData(c).SetArgDisplayNames(c.ToString()));

    [TestCaseSource(nameof(Compressions))]
    public async Task Every_form_of_column_is_read_by_JSROOT(RootCompression compression)
    {
        string path = Path.Combine(TestData.NewFolder(), "all.root");
        using EntryBatch batch = WrittenEvents.AllForms(80);
        await WrittenTree.WriteAsync(path, [batch], new() { Compression = compression }, new() { BasketBytes = 500 });

        await AssertSameAsync(path, batch);
    }

    [TestCaseSource(nameof(Compressions))]
    public async Task Every_form_of_column_of_an_RNTuple_is_read_by_JSROOT(RootCompression compression)
    {
        string path = Path.Combine(TestData.NewFolder(), "ntuple.root");
        using EntryBatch forms = WrittenEvents.AllForms(80), batch = forms.With(WrittenEvents.Pairs("pairs", 80));
        await WrittenTree.WriteAsync(path, [batch], new() { Compression = compression },
            new() { Format = TreeFormat.RNTuple, BasketBytes = 100, Threads = 2 });

        await AssertSameAsync(path, batch);
    }

    // Of lists in lists JSROOT 7.11.2 takes the ends of the cluster before for the beginning of the next.
    [Test]
    public async Task Several_clusters_of_an_RNTuple_are_read_by_JSROOT()
    {
        string path = Path.Combine(TestData.NewFolder(), "clusters.root");
        using EntryBatch forms = WrittenEvents.AllForms(80);
        using EntryBatch batch = forms.Select([.. forms.Schema.Select(c => c.Name).Except(["clusters", "labels"])]);
        await WrittenTree.WriteAsync(path, [batch], tree: new() { Format = TreeFormat.RNTuple, BasketBytes = 100, ClusterBytes = 3_000 });

        await AssertSameAsync(path, batch);
    }

    // It reads the first group of clusters alone: a save lists all of them in one while that costs little.
    [Test]
    public async Task An_RNTuple_that_was_saved_several_times_and_never_completed_is_read_by_JSROOT()
    {
        string part = Path.Combine(TestData.NewFolder(), "part.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", [.. Enumerable.Range(0, 20_000).Select(i => i / 7.0)]));
        await using RootFileWriter output = await RootFileWriter.CreateAsync(part + ".whole", new() { AutoSaveBytes = 1, PartPath = part });
        await using RootTreeWriter tree =
            await output.CreateTreeAsync("Events", new() { Format = TreeFormat.RNTuple, ClusterBytes = 100_000 });

        for (int i = 0; i < 4; i++) await tree.WriteAsync(batch);

        using EntryBatch saved = await WrittenTree.ReadAsync(part);
        Assert.That(saved.EntryCount, Is.GreaterThan(3 * 20_000 - 1));
        await AssertSameAsync(part, saved);
    }

    [Test]
    public async Task Records_and_collections_of_records_of_an_RNTuple_are_read_by_JSROOT()
    {
        string path = Path.Combine(TestData.NewFolder(), "records.root");
        using EntryBatch batch = WrittenEvents.Records(80);
        await WrittenTree.WriteAsync(path, [batch], tree: new() { Format = TreeFormat.RNTuple, BasketBytes = 100 });

        await AssertSameAsync(path, batch);
    }

    [Test]
    public async Task Records_of_a_program_are_read_by_JSROOT()
    {
        foreach (TreeFormat format in (TreeFormat[])[TreeFormat.TTree, TreeFormat.RNTuple])
        {
            string path = Path.Combine(TestData.NewFolder(), "program.root");
            await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
            {
                await output.WriteTreeAsync("Events", Enumerable.Range(0, 80).Select(Made), new() { Format = format });
                await output.CompleteAsync();
            }

            using EntryBatch batch = await WrittenTree.ReadAsync(path);
            await AssertSameAsync(path, batch);
            Assert.That(batch.Columns.Count(c => c.Name[0] != 'n'), Is.EqualTo(7));
        }

        static EveryForm Made(int i) =>
            new(i, new float[i % 4], new short[i % 3], [new double[i % 2], [i]], $"t{i}", ["a", $"{i}"], i % 2 == 0);
    }

    [Test]
    public async Task Vectors_are_read_by_JSROOT()
    {
        string path = Path.Combine(TestData.NewFolder(), "vectors.root");
        using EntryBatch batch = WrittenEvents.AllForms(80);
        await WrittenTree.WriteAsync(path, [batch], tree: new() { Lists = ListStorage.Vectors });

        await AssertSameAsync(path, batch);
    }

    /// <summary>JSROOT reads of the tree Events what a batch holds.</summary>
    internal static async Task AssertSameAsync(string path, EntryBatch batch)
    {
        JsonElement tree = await Jsroot.ReadAsync(path, "Events");

        Assert.That(tree.GetProperty("entries").GetInt32(), Is.EqualTo(batch.EntryCount));
        foreach (Column column in batch.Columns)
        {
            string[] parts = column.Name.Split('.');
            JsonElement values = tree.GetProperty("columns").GetProperty(parts[0]);
            Assert.That(values.GetArrayLength(), Is.EqualTo(batch.EntryCount), column.Name);
            for (int entry = 0; entry < batch.EntryCount; entry++)
                Assert.That(Shown(column, Text(values[entry], parts.AsSpan(1))), Is.EqualTo(Shown(column, Text(column, entry))),
                    $"{column.Name}, {entry}");
        }
    }

    // JSROOT gives fixed dimensions row by row in one list.
    private static string Shown(Column column, string text) =>
        column.Schema.FixedCount == 1 ? text : $"[{string.Concat(text.Split('[', ']'))}]";

    // Numbers are compared as text of 9 digits: JSROOT has one type for all, of 53 bits, and the integers here are below.
    private static string Text(JsonElement value, ReadOnlySpan<string> members)
    {
        if (value.ValueKind == JsonValueKind.Object) return Text(value.GetProperty(members[0]), members[1..]);
        if (value.ValueKind != JsonValueKind.Array) return Text(value);
        List<string> elements = [];
        foreach (JsonElement element in value.EnumerateArray()) elements.Add(Text(element, members));
        return $"[{string.Join(",", elements)}]";
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.Number => Text(value.GetDouble()),
        _ => value.GetString() switch { "NaN" => "NaN", "Infinity" => Text(double.PositiveInfinity), var text => text! },
    };

    private static string Text(double value) => value.ToString("G9", CultureInfo.InvariantCulture);

    private static string Text(Column column, int entry) => List(column, 0, 0, entry);

    // Fixed dimensions and offsets, outermost first.
    private static string List(Column column, int dimension, int level, int index)
    {
        if (dimension == column.Schema.Dimensions.Length)
            return column.Type == ElementType.String ? column.GetText(index) : Text(Value(column, index));
        Dimension size = column.Schema.Dimensions[dimension];
        (int first, int end) = size.IsVariable
            ? (column.Offsets(level)[index], column.Offsets(level)[index + 1]) : (index * size.Size, (index + 1) * size.Size);
        int next = size.IsVariable ? level + 1 : level;
        return $"[{string.Join(",", Enumerable.Range(first, end - first).Select(i => List(column, dimension + 1, next, i)))}]";
    }

    private static double Value(Column column, int index) => column switch
    {
        Column<bool> c => c.Values[index] ? 1 : 0,
        Column<sbyte> c => c.Values[index],
        Column<byte> c => c.Values[index],
        Column<short> c => c.Values[index],
        Column<ushort> c => c.Values[index],
        Column<int> c => c.Values[index],
        Column<uint> c => c.Values[index],
        Column<long> c => c.Values[index],
        Column<ulong> c => c.Values[index],
        Column<float> c => c.Values[index],
        Column<double> c => c.Values[index],
        _ => throw new NotSupportedException(column.Name),
    };
}
