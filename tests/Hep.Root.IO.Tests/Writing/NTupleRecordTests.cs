using Hep.Jagged;
using Hep.Root.IO.Writing.NTuple;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Names with dots are members of records, of collections where the lists are those of one.</summary>
public sealed class NTupleRecordTests
{
    private const int Record = 2, Collection = 1;

    [Test]
    public async Task Records_come_back_as_they_were_in_clusters_and_batches_of_any_size()
    {
        string path = Path.Combine(TestData.NewFolder(), "records.root");
        using EntryBatch batch = WrittenEvents.Records(300);

        await WrittenTree.WriteAsync(path, [batch, batch],
            tree: new() { Format = TreeFormat.RNTuple, BasketBytes = 60, ClusterBytes = 3_000, Threads = 2 });

        using EntryBatch expected = EntryBatch.Concat(batch, batch);
        using EntryBatch found = await WrittenTree.ReadAsync(path, options: new() { BatchSize = 37 });
        WrittenTree.AssertSame(found, expected);
        Assert.That(found.Schema, Is.EqualTo(batch.Schema));
    }

    [Test]
    public void Collections_are_written_once_with_the_records_in_them()
    {
        using EntryBatch batch = WrittenEvents.Records(10);

        FieldPlan plan = PlanOf(batch.Columns);

        Assert.That(Shown(plan), Is.EqualTo(
            "run vertex{x error{x}} jets[{pt p4{eta box(_0)} name tracks[{charge hits}]}] weight"));
        Assert.That(plan.Columns.Count(c => c.Type == PageType.Index), Is.EqualTo(3));   // jets, tracks, and the texts
        Assert.That(plan.Fields.Where(f => f.Role == Record || f.Name is "jets" or "tracks").Select(f => f.TypeName), Is.All.Empty);
    }

    [Test]
    public void Without_entries_lists_in_a_collection_stay_apart()
    {
        using EntryBatch batch = WrittenEvents.Records(10);

        Assert.That(Shown(new FieldPlan(batch.Schema, new(), [], new(1000, true))),
            Does.Contain("jets[{pt p4{eta box(_0)} name tracks{charge[_0] hits[_0]}}]"));
    }

    // v_ counts v, which holds a record; another counter counts what has it in common.
    [TestCase("v_", "v[{in{x y}}]")]
    [TestCase("nv", "v{in[{x y}]}")]
    public void Collection_stands_where_its_counter_says(string counter, string fields)
    {
        using EntryBatch batch = WrittenEvents.Batch(
            WrittenEvents.Counted<int>("v.in.x", counter, [[1]]), WrittenEvents.Counted<int>("v.in.y", counter, [[2]]));

        Assert.That(Shown(PlanOf(batch.Columns)), Is.EqualTo(fields));
    }

    [TestCase(null, "a", "v{x[_0] y[_0]}")]
    [TestCase("a", "b", "v{x[_0] y[_0]}")]
    [TestCase("a", "a", "v[{x y}]")]
    public void Lists_are_one_collection_where_they_have_one_counter(string? one, string? other, string fields)
    {
        using Column<int> x = Column.CreateJagged<int>("v.x", [1]), y = Column.CreateJagged<int>("v.y", [2]);
        using EntryBatch batch = WrittenEvents.Batch(
            x.ShareAs(x.Schema with { Counter = one }), y.ShareAs(y.Schema with { Counter = other }));

        Assert.That(Shown(PlanOf(batch.Columns)), Is.EqualTo(fields));
    }

    [Test]
    public void Lists_are_one_collection_where_the_options_say_so_and_not_because_their_offsets_are_one_memory()
    {
        using Column<int> x = Column.CreateJagged<int>("v.x", [1]), y = Column.CreateJagged<int>("v.y", [2]);
        Assert.That(Shown(PlanOf([x, y])), Is.EqualTo("v{x[_0] y[_0]}"));
        Assert.That(Shown(PlanOf([x, y], new() { Collections = ["v"] })), Is.EqualTo("v[{x y}]"));

        Assert.That(y.TryShareOffsets(x), Is.True);

        Assert.That(Shown(PlanOf([x, y])), Is.EqualTo("v{x[_0] y[_0]}"));
    }

    [Test]
    public async Task Batch_without_entries_tells_nothing_of_collections()
    {
        string path = Path.Combine(TestData.NewFolder(), "late.root");
        using EntryBatch batch = WrittenEvents.Records(10), empty = WrittenEvents.Batch(
            [.. batch.Columns.Select(c => c.Schema.Depth < 2 ? c.Slice(0, 0) : Apart(c.Schema))]);

        await WrittenTree.WriteAsync(path, [empty, batch], tree: new() { Format = TreeFormat.RNTuple });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
        Assert.That(found["jets.tracks.hits"].Offsets(1) == found["jets.tracks.charge"].Offsets(1), Is.True);  // one memory

        static Column Apart(ColumnSchema schema) => schema.Type == ElementType.Int8 ? Empty<sbyte>(schema) : Empty<ulong>(schema);

        static Column Empty<T>(ColumnSchema schema) where T : unmanaged =>
            new Column<T>(schema, 0, SharedMemory<T>.Copy([]), SharedMemory<int>.Copy([0]), SharedMemory<int>.Copy([0]));
    }

    [Test]
    public async Task Lists_in_a_record_that_are_unlike_come_back()
    {
        string path = Path.Combine(TestData.NewFolder(), "unlike.root");
        using EntryBatch batch = WrittenEvents.Batch(
            Column.CreateJagged<int>("v.x", [1], [2, 3]), Column.CreateJagged<int>("v.y", [], [4]), Column.Create("v.z", 5, 6));

        await WrittenTree.WriteAsync(path, [batch], tree: new() { Format = TreeFormat.RNTuple });

        using EntryBatch found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, batch);
        Assert.That(found.Schema, Is.EqualTo(batch.Schema));
    }

    [Test]
    public void Lists_of_one_collection_that_differ_are_refused_with_the_entry()
    {
        using EntryBatch batch = WrittenEvents.Batch(
            WrittenEvents.Counted<int>("v.x", "v_", [[1], [2, 3]]), WrittenEvents.Counted<int>("v.y", "v_", [[1], [2]]));

        Assert.That(Refused(batch), Does.Contain("Entry 1: 'v.y' has 1 elements, 'v.x', of the same collection, 2"));
    }

    [Test]
    public void Counter_beside_the_collection_that_it_counts_is_held_to_it()
    {
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("nJet", 1, 7),
            WrittenEvents.Counted<int>("Jet.pt", "nJet", [[1], [2, 3]]), WrittenEvents.Counted<int>("Jet.eta", "nJet", [[1], [2, 3]]));

        Assert.That(Refused(batch), Does.Contain("Entry 1: the counter 'nJet' is 7, and 'Jet.pt' has 2 elements"));
    }

    [Test]
    public void Lists_within_a_collection_that_differ_later_are_refused_with_the_entry()
    {
        using EntryBatch first = WrittenEvents.Records(4);
        using Column<sbyte> charge = Nested<sbyte>("jets.tracks.charge", [0, 1, 3], [0, 1, 2, 4]);
        using Column<ulong> hits = Nested<ulong>("jets.tracks.hits", [0, 1, 3], [0, 1, 3, 4]);
        using EntryBatch second = WrittenEvents.Batch(charge, hits), chosen = first.Select(["jets.tracks.charge", "jets.tracks.hits"]);

        Assert.That(Refused(chosen, second),
            Does.Contain("Entry 5: 'jets.tracks.hits' has 2 elements, 'jets.tracks.charge', of the same collection, 1"));

        static Column<T> Nested<T>(string name, int[] outer, int[] inner) where T : unmanaged =>
            new(new ColumnSchema(name, ElementTypes.Of<T>(), Dimension.Variable, Dimension.Variable) { Counter = "jets_" }, 2,
                SharedMemory<T>.Copy(new T[inner[^1]]), SharedMemory<int>.Copy(outer), SharedMemory<int>.Copy(inner));
    }

    [TestCase("a", "a.b", "'a.b' cannot be written to an RNTuple beside 'a'")]
    [TestCase("a.b", "a", "'a.b' cannot be written to an RNTuple beside 'a'")]
    [TestCase("x", "a..b", "'a..b' is no name for a field")]
    [TestCase("x", "a.", "'a.' is no name for a field")]
    [TestCase("x", ".a", "'.a' is no name for a field")]
    [TestCase("x", "a b", "'a b' is no name for a field")]
    [TestCase("x", @"a\b", @"'a\b' is no name for a field")]
    public void Names_that_make_no_fields_are_refused(string one, string other, string message)
    {
        using EntryBatch batch = WrittenEvents.Batch(Column.Create(one, 1), Column.Create(other, 1));

        Assert.That(Refused(batch), Does.Contain(message));
    }

    [TestCase(33)]
    [TestCase(100_000)]
    public void Names_of_very_many_parts_are_refused(int parts)
    {
        using EntryBatch batch = WrittenEvents.Batch(Column.Create(string.Join('.', Enumerable.Repeat("a", parts)), 1));

        Assert.That(Refused(batch), Does.Contain("is no name for a field").And.Contain("more than 32"));
    }

    private static IEnumerable<string> CorpusFiles => !TestData.HasReference ? []
        : Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root").Where(f => new FileInfo(f).Length < 3 << 20)
            .Where(f => Path.GetFileName(f).Contains("ntuple", StringComparison.Ordinal) && HoldsClass(f))
            .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    // Others are TTrees, or RNTuples from before format 1.0, of another class.
    private static bool HoldsClass(string path) => File.ReadAllBytes(path).AsSpan().IndexOf("ROOT::RNTuple"u8) >= 0;

    // What RNTuples of others have comes back: each column with its type, its dimensions, its values, and its collection.
    [TestCaseSource(nameof(CorpusFiles))]
    [Category("Corpus")]
    public async Task Columns_of_RNTuples_that_others_wrote_come_back(string name)
    {
        string folder = TestData.NewFolder();
        int copies = 0;
        await using RootFile file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", name));
        foreach (RootKey key in (await file.ReadKeysAsync()).Where(k => k is { IsTree: true, ClassName: "ROOT::RNTuple" }))
        {
            RootTree tree = await file.OpenTreeAsync(key.Path);
            string[] columns = [.. tree.Schema.Where(c => c.Type != ElementType.Bytes).Select(c => c.Name)];
            if (columns.Length == 0 || tree.EntryCount == 0) continue;
            string path = Path.Combine(folder, "copy.root");
            ReadOptions all = new() { EndEntry = Math.Min(tree.EntryCount, 5_000), BatchSize = 5_000 };
            await foreach (EntryBatch expected in tree.ReadBatchesAsync(columns, all))
                using (expected)
                {
                    await WrittenTree.WriteAsync(path, [expected], tree: new() { Format = TreeFormat.RNTuple });

                    using EntryBatch found = await WrittenTree.ReadAsync(path, options: all);
                    WrittenTree.AssertSame(found, expected);
                    Assert.That(Collections(found), Is.EqualTo(Collections(expected)), key.Path);
                    copies++;
                }
        }
        Assert.That(copies, Is.Positive);
    }

    // The members of each collection: a cardinality is a column like others, and names no collection any more.
    private static string[] Collections(EntryBatch batch) =>
        [.. batch.Schema.Where(c => c.Counter is not null && c.Name.Contains('.')).GroupBy(c => c.Counter).Where(g => g.Count() > 1)
            .Select(g => string.Join(" ", g.Select(c => c.Name).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];

    private static FieldPlan PlanOf(IReadOnlyList<Column> columns, TreeWriteOptions? options = null) =>
        new(new Schema(columns.Select(c => c.Schema)), options ?? new(), columns, new PageForm(1000, IsSplit: true));

    private static string Shown(FieldPlan plan) =>
        string.Join(" ", plan.Fields.Where((f, id) => f.Parent == id).Select(f => Shown(plan, f)));

    // Records in braces, lists in brackets, shapes in parentheses.
    private static string Shown(FieldPlan plan, NTupleField field)
    {
        int id = plan.Fields.ToList().IndexOf(field);
        string inner = string.Join(" ", plan.Fields.Where((f, own) => f.Parent == id && own != id).Select(f => Shown(plan, f)));
        string name = field.Name == "_0" && inner.Length > 0 ? "" : field.Name;
        return inner.Length == 0 ? field.Name : field.Role switch
        {
            Record => $"{name}{{{inner}}}",
            Collection => $"{name}[{inner}]",
            _ => $"{name}({inner})",
        };
    }

    private static string Refused(params EntryBatch[] batches)
    {
        string path = Path.Combine(TestData.NewFolder(), "refused.root");
        RootException refusal = Assert.ThrowsAsync<RootException>(
            () => WrittenTree.WriteAsync(path, batches, tree: new() { Format = TreeFormat.RNTuple }))!;
        Assert.That(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!), Is.Empty);
        return refusal.Message;
    }
}
