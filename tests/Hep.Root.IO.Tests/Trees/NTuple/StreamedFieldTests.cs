using Hep.Jagged;

namespace Hep.Root.IO.Tests.Trees.NTuple;

/// <summary>Fields of objects that ROOT streamed are columns of their members, the same that a TTree makes of the same bytes.</summary>
[Category("Corpus")]
public sealed class StreamedFieldTests
{
    private const string Leptons = "uproot-HZZ-objects.root";

    [TestCase("tlv-split01.root", "tree", "p4")]
    [TestCase(Leptons, "events", "MET")]
    [TestCase("chain.2.root", "tree", "evt")]
    [TestCase("std-map-split0.root", "tree", "evt")]
    [TestCase("stdvec-bool-nosplit-6.10.08.root", "tree", "evt")]
    [TestCase("tbase.root", "tree", "d2")]
    [TestCase("tdatime.root", "tree", "b2")]
    [TestCase("uproot-issue-275-nosplit.root", "T", "whatever")]
    [TestCase("roottest-treeproxy-full-mcfile.root", "CollectionTree", "McEventCollection_p5_GEN_EVENT")]
    public async Task Members_are_those_of_a_branch_that_is_not_split(string file, string path, string branch)
    {
        StreamedObjects objects = await StreamedObjects.ReadAsync(file, path, branch);
        RootTree tree = await objects.ToNTuple(objects.ClassName).OpenAsync();

        Assert.That(tree.Columns.Select(c => c.WhyUnreadable), Is.All.Null);
        Assert.That(tree.Schema.Select(c => $"{c}"), Is.EqualTo(
            objects.Columns.Select(c => $"{new ColumnSchema($"field{c.Member}", c.Column.Type, [.. c.Column.Schema.Dimensions])}")));
        foreach (ReadOptions options in (ReadOptions[])[new() { BatchSize = 1 << 20 }, new() { BatchSize = 1 << 20, Threads = 2 }])
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(options: options))
                using (batch)
                    foreach ((string member, Column column) in objects.Columns) AssertSame(batch[$"field{member}"], column, 0);
    }

    [Test]
    public async Task Batches_end_anywhere_and_members_are_chosen([Values(7, 1000)] int batchSize, [Values(1, 3)] int threads)
    {
        StreamedObjects objects = await StreamedObjects.ReadAsync(Leptons, "events", "MET");
        RootTree tree = await objects.ToNTuple(objects.ClassName).OpenAsync();
        (string member, Column column) = objects.Columns[1];
        List<double> values = [];

        ReadOptions options = new() { BatchSize = batchSize, Threads = threads };
        await foreach (EntryBatch batch in tree.ReadBatchesAsync([$"field{member}"], options))
            using (batch)
                values.AddRange(((Column<double>)batch[$"field{member}"]).Values);

        Assert.That(values, Is.EqualTo(((Column<double>)column).Values.ToArray()));
    }

    [Test]
    public async Task Objects_in_lists_have_the_dimension_of_the_lists_before_their_own()
    {
        const int PerList = 2;
        StreamedObjects objects = await StreamedObjects.ReadAsync("chain.2.root", "tree", "evt");
        RootTree tree = await objects.ToNTuple(objects.ClassName, PerList).OpenAsync();

        Assert.That(tree.EntryCount, Is.EqualTo(objects.Count / PerList));
        Assert.That(tree.Schema.Select(c => c.Dimensions.Length),
            Is.EqualTo(objects.Columns.Select(c => c.Column.Schema.Dimensions.Length + 1)));
        Assert.That(tree.Schema.Select(c => c.Counter), Is.All.EqualTo("field_"));
        await foreach (EntryBatch batch in tree.ReadBatchesAsync())
            using (batch)
                foreach ((string member, Column column) in objects.Columns)
                {
                    Assert.That(batch[$"field{member}"].Offsets(0).ToArray(),
                        Is.EqualTo(Enumerable.Range(0, batch.EntryCount + 1).Select(i => i * PerList)));
                    AssertSame(batch[$"field{member}"], column, outer: 1);
                }
    }

    [Test]
    public async Task Before_the_field_was_added_members_are_zero_and_empty()
    {
        const int LateBy = 3;
        StreamedObjects objects = await StreamedObjects.ReadAsync("chain.2.root", "tree", "evt");
        RootTree tree = await objects.ToNTuple(objects.ClassName, lateBy: LateBy).OpenAsync();

        await foreach (EntryBatch batch in tree.ReadBatchesAsync())
            using (batch)
            {
                Assert.That(batch.EntryCount, Is.EqualTo(LateBy + objects.Count));
                foreach ((string member, Column column) in objects.Columns)
                {
                    Column all = batch[$"field{member}"];
                    using Column early = all.Slice(0, LateBy), late = all.Slice(LateBy, objects.Count);
                    Assert.That(ColumnBytes.Of(early).ToArray(), Is.All.Zero);
                    if (column.Schema.Dimensions.Any(d => d.IsVariable)) Assert.That(early.ValueCount, Is.Zero);
                    AssertSame(late, column, outer: 0);
                }
            }
    }

    [Test]
    public async Task Objects_that_are_not_what_their_class_says_are_bytes_with_the_reason()
    {
        StreamedObjects objects = await StreamedObjects.ReadAsync(Leptons, "events", "MC_lepton");
        RootTree tree = await objects.ToNTuple("TVector2").OpenAsync();

        RootColumn column = tree.Columns.Single();
        Assert.That(column.WhyUnreadable, Does.Contain("'TVector2'").And.Contain("not what its streamer info says"));
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["field"]))
            using (batch) Assert.That(batch["field"].Type, Is.EqualTo(ElementType.Bytes));
    }

    [Test]
    public async Task A_field_that_cannot_be_checked_leaves_the_others_to_be()
    {
        // The object of the first field ends behind its bytes.
        RootTree tree = await OpenAsync((End: 5, [(3, new byte[3])]), (End: 3, [(3, new byte[3])]));

        Assert.That(tree.Columns.Select(c => c.Name), Is.EqualTo(new[] { "field0", "field1" }));
        Assert.That(tree.Columns[0].WhyUnreadable, Does.Contain("'TVector2'").And.Contain("could not be checked"));
        Assert.That(tree.Columns[1].WhyUnreadable, Does.Contain("'TVector2'").And.Contain("not what its streamer info says"));
    }

    [Test]
    public async Task Objects_without_bytes_are_not_what_their_class_says()
    {
        RootTree tree = await OpenAsync((End: 0, []));

        Assert.That(tree.Columns.Single().WhyUnreadable, Does.Contain("not what its streamer info says"));
    }

    [Test]
    public async Task Opening_reads_no_more_than_1000_pages_of_all_fields()
    {
        (long, (int, byte[])[]) field = (400, [.. Enumerable.Repeat((1, new byte[1]), 400)]);
        RootTree tree = await OpenAsync(field, field, field);

        Assert.That(tree.Columns.Take(2).Select(c => c.WhyUnreadable), Is.All.Contains("not what its streamer info says"));
        Assert.That(tree.Columns[2].WhyUnreadable, Does.Contain("could not be checked").And.Contain("64 MiB and 1000 pages"));
    }

    [Test]
    public async Task Objects_whose_class_nothing_describes_are_bytes_with_the_reason()
    {
        StreamedObjects objects = await StreamedObjects.ReadAsync(Leptons, "events", "MET");

        RootTree unknown = await objects.ToNTuple("Unknown").OpenAsync();
        RootTree damaged = await objects.ToNTuple("Unknown", change: (infos, _) => infos[8] = (byte)'X').OpenAsync();

        Assert.That(unknown.Columns.Single().WhyUnreadable, Is.EqualTo("the file does not describe class Unknown"));
        Assert.That(damaged.Columns.Single().WhyUnreadable, Does.Contain("describe class Unknown: A TList of streamer infos expected"));
    }

    [Test]
    public async Task A_later_object_that_is_damaged_is_told()
    {
        StreamedObjects objects = await StreamedObjects.ReadAsync(Leptons, "events", "MET");
        RootTree tree = await objects.ToNTuple(objects.ClassName, change: (_, all) => all[^30] = 0x55).OpenAsync();

        RootException failure = Assert.ThrowsAsync<RootException>(() => ReadAllAsync(tree))!;

        Assert.That(failure.Message, Does.Contain("object 2420 of the entries 0 to 2421").And.Contain("field"));
    }

    // The checksums of pages and metadata are right: nothing but the reader stands between a lie and memory.
    [Test]
    public async Task Changed_bytes_of_objects_and_infos_are_refused_or_harmless()
    {
        StreamedObjects objects = await StreamedObjects.ReadAsync("stdvec-bool-nosplit-6.10.08.root", "tree", "evt");
        int refused = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            Random random = new(seed);
            NTupleBytes bytes = objects.ToNTuple(objects.ClassName, change: (infos, all) =>
            {
                byte[] changed = random.Next(2) == 0 ? infos : all;
                for (int i = random.Next(1, 4); i > 0; i--)
                    changed[random.Next(changed.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            });
            try
            {
                await ReadAllAsync(await bytes.OpenAsync());
            }
            catch (RootException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.Positive);
    }

    // Fields of a class that the infos describe, with one object each.
    private static async Task<RootTree> OpenAsync(params (long End, (int, byte[])[] Pages)[] fields)
    {
        NTupleBytes bytes = new();
        for (int i = 0; i < fields.Length; i++)
        {
            uint field = bytes.Field($"field{i}", "TVector2", role: 4);
            bytes.Column(0x0F, 64, field);
            bytes.Column(0x01, 8, field);
        }
        bytes.StreamerInfos((await StreamedObjects.ReadAsync(Leptons, "events", "MET")).Infos.ToArray());
        bytes.Cluster(0, 1, [.. fields.SelectMany(f =>
            ((long, (int, byte[])[])?[])[(0, [(1, NTupleBytes.Raw(f.End))]), (0, f.Pages)])]);
        return await bytes.OpenAsync();
    }

    private static async Task ReadAllAsync(RootTree tree)
    {
        await foreach (EntryBatch batch in tree.ReadBatchesAsync([.. tree.Columns.Where(c => c.Schema is not null).Select(c => c.Name)]))
            batch.Dispose();
    }

    // Offsets below the lists that the objects are in, and values.
    private static void AssertSame(Column found, Column expected, int outer)
    {
        Assert.That(ColumnBytes.Of(found).SequenceEqual(ColumnBytes.Of(expected)), expected.Name);
        for (int level = 0; level < expected.Schema.OffsetLevels; level++)
            Assert.That(found.Offsets(level + outer).ToArray(), Is.EqualTo(expected.Offsets(level).ToArray()), expected.Name);
    }
}
