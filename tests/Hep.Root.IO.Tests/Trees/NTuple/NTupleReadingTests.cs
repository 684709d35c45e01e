using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees.NTuple;

/// <summary>RNTuples through the calls that read trees: batches, ranges, cuts, threads, collections, datasets.</summary>
[Category("Corpus")]
public sealed class NTupleReadingTests
{
    // Many pages and clusters, variants and nested lists, late columns, changing representations, projections.
    private static readonly string[] Files =
    [
        "ntpl001_staff_rntuple_v1-0-0-0.root", "test_multiple_cluster_groups_rntuple_v1-0-0-0.root", "test_ntuple_stl_containers.root",
        "test_extension_columns_rntuple_v1-0-0-0.root", "test_multiple_representations_rntuple_v1-0-0-0.root", "rntuple_test.root",
        "test_split_3e4_rntuple_v1-0-0-0.root", "Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root",
        "test_class_inheritance_rntuple_v1-0-0-1.root",
    ];

    [Test]
    public async Task Any_size_of_batches_and_any_number_of_threads_give_the_same(
        [ValueSource(nameof(Files))] string name, [Values(1, 3)] int threads, [Values(1, 7, 64, 999)] int batchSize)
    {
        await using RootTree tree = await OpenAsync(name);
        long end = Math.Min(tree.EntryCount, 60L * batchSize);
        ReadOptions options = new() { EndEntry = end };

        Dictionary<string, TruthColumn> expected = await SumAsync(tree.ReadBatchesAsync(null, options with { BatchSize = 1_000_000 })),
            found = await SumAsync(tree.ReadBatchesAsync(null, options with { BatchSize = batchSize, Threads = threads }));

        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_range_of_entries_is_a_slice_of_all([ValueSource(nameof(Files))] string name)
    {
        await using RootTree tree = await OpenAsync(name);
        int first = (int)(tree.EntryCount / 3), end = (int)(2 * tree.EntryCount / 3);
        ReadOptions options = new() { BatchSize = 1_000_000 };

        await foreach (EntryBatch all in tree.ReadBatchesAsync(null, options))
            using (all)
            {
                Dictionary<string, TruthColumn> found =
                    await SumAsync(tree.ReadBatchesAsync(null, options with { FirstEntry = first, EndEntry = end, BatchSize = 50 }));

                foreach (Column column in all.Columns)
                    using (Column slice = column.Slice(first, end - first))
                    using (ColumnSum sum = new(column.Schema))
                    {
                        sum.Add(slice);
                        if (end > first) Assert.That(found[column.Name], Is.EqualTo(sum.Result), column.Name);
                    }
            }
    }

    [TestCase("Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root", "nMuon == 2")]
    [TestCase("Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root", "sum(Muon_pt) > 60")]
    [TestCase("test_multiple_cluster_groups_rntuple_v1-0-0-0.root", "one % 7 == 3")]
    [TestCase("test_ntuple_stl_containers.root", "`lorentz_vector.pt` > 1")]
    [TestCase("test_extension_columns_rntuple_v1-0-0-0.root", "int_field % 5 == 1")]
    public async Task A_cut_while_reading_is_the_cut_behind_it(string name, string cut)
    {
        await using RootTree tree = await OpenAsync(name);

        foreach (int batchSize in (int[])[3, 100, 10_000])
            foreach (int threads in (int[])[1, 3])
            {
                ReadOptions options = new() { BatchSize = batchSize, Threads = threads };
                Assert.That(await SumAsync(tree.ReadBatchesAsync(null, options with { Where = Expression.Parse(cut) })),
                    Is.EqualTo(await SumAsync(tree.ReadBatchesAsync(null, options).Filter(cut))), $"{batchSize}, {threads}");
            }
    }

    [Test]
    public async Task Columns_of_a_collection_share_their_offsets_and_name_their_counter()
    {
        await using RootTree tree = await OpenAsync("Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root");

        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Muon_*", "nMuon"]))
            using (batch)
            {
                Assert.That(batch["Muon_pt"].SharesOffsetsWith(batch["Muon_eta"]), Is.True);
                Assert.That(batch["Muon_pt"].Schema.Counter, Is.EqualTo("nMuon"));
                using Column<int> counts = batch.GetAs<int>("nMuon");
                for (int i = 0; i < batch.EntryCount; i++)
                    Assert.That(batch.Get<float>("Muon_pt")[i].Length, Is.EqualTo(counts.Values[i]));
            }
    }

    [Test]
    public async Task A_dataset_is_shuffled_by_clusters_and_loses_no_entry()
    {
        RootDataset dataset = await RootDataset.OpenAsync(DatasetSpecification.FromJson(
            """[{ "files": ["test_multiple_cluster_groups_rntuple_v1-0-0-0.root"] }]""", TestData.Reference("corpus", "files")));
        List<long> entries = [];

        await foreach (EntryBatch batch in dataset.WithShuffle(new ShuffleOptions { Seed = 3 }).ReadAsync())
            using (batch)
                entries.AddRange(batch.Identities.Entries.ToArray());

        Assert.That(entries, Is.Not.Ordered);
        Assert.That(entries.Order(), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => (long)i)));
    }

    [TestCase("test_ntuple_soa.root")]
    [TestCase("test_ntuple_splitint_5e4.root")]
    public void A_file_of_before_format_1_says_so(string name)
    {
        RootException failure = Assert.ThrowsAsync<RootException>(() => OpenAsync(name))!;

        Assert.That(failure.Message, Does.Contain("not supported: RNTuple before format 1.0"));
        Assert.That(failure.File, Does.EndWith(name));
    }

    private static async Task<RootTree> OpenAsync(string name)
    {
        string path = TestData.Reference("corpus", "files", name);
        await using RootFile file = await RootFile.OpenAsync(path);
        string tree = (await file.ReadKeysAsync()).First(k => k.IsTree).Path;
        return await RootTree.OpenAsync($"{path}:{tree}");
    }

    private static async Task<Dictionary<string, TruthColumn>> SumAsync(IAsyncEnumerable<EntryBatch> batches)
    {
        Dictionary<string, ColumnSum> sums = [];
        await foreach (EntryBatch batch in batches)
            using (batch)
                foreach (Column column in batch.Columns)
                {
                    if (!sums.TryGetValue(column.Name, out ColumnSum? sum)) sums.Add(column.Name, sum = new ColumnSum(column.Schema));
                    sum.Add(column);
                }
        Dictionary<string, TruthColumn> results = sums.ToDictionary(s => s.Key, s => s.Value.Result);
        foreach (ColumnSum sum in sums.Values) sum.Dispose();
        return results;
    }
}
