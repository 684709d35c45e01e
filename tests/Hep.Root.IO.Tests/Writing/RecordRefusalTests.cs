using Hep.Jagged;
using Hep.Root.IO.Tests.Typed;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Records that make no entries are refused with entry, member and column, and nothing is left of them.</summary>
public sealed class RecordRefusalTests
{
    [Test]
    public async Task Null_is_told_with_its_entry_and_column() =>
        Assert.That(await RefusedAsync<Selected>([new(1, [2]), new(2, null!)]),
            Does.Contain("refused.root: Entry 1: Muon_pt (column 'Muon_pt') is null"));

    [Test]
    public async Task Null_in_a_list_is_told() =>
        Assert.That(await RefusedAsync<Words>([new(["a", null!])]), Does.Contain("Entry 0: Names (column 'names') has a null in its list"));

    [Test]
    public async Task Null_among_lists_is_told() =>
        Assert.That(await RefusedAsync<Patient>([new(1) { Nested = [[1], null!] }]),
            Does.Contain("Entry 0: Nested (column 'Nested') has a null in its list"));

    [Test]
    public async Task Value_behind_null_is_told() =>
        Assert.That(await RefusedAsync<Patient>([new(1), new(1, Weight: 2)]),
            Does.Contain("Entry 1: Weight (column 'Weight') has a value, and was null in those before"));

    [Test]
    public async Task Null_behind_values_is_told_in_a_later_batch_too() =>
        Assert.That(await RefusedAsync([.. Enumerable.Repeat(new Patient(1, List: [1]), 5_000), new Patient(2)]),
            Does.Contain("Entry 5000: List (column 'List') is null, and had values in those before"));

    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task Counter_that_counts_otherwise_is_told(TreeFormat format) =>
        Assert.That(await RefusedAsync<CountedMuons>([new(2, [1, 2], [1, 2]), new(2, [1], [1])], format),
            Does.Contain("Entry 1: the counter 'nMuon' is 2, and 'Muon_pt' has 1 elements"));

    [TestCase(TreeFormat.TTree, 1, 2, "'Muon_charge' has 2 elements, 'Muon_pt', of the same collection, 1")]
    [TestCase(TreeFormat.RNTuple, 1, 2, "'Muon_charge' has 2 elements, 'Muon_pt', of the same collection, 1")]
    public async Task Lists_of_a_collection_that_differ_are_told(TreeFormat format, int one, int other, string message) =>
        Assert.That(await RefusedAsync<CountedMuons>([new(0, [], []), new(1, new float[one], new int[other])], format),
            Does.Contain($"Entry 1: {message}"));

    [TestCase(TreeFormat.TTree, 1, 2, "'Jet_name' has 2 elements, 'Jet_hits', of the same collection, 1")]
    [TestCase(TreeFormat.RNTuple, 1, 2, "'Jet_name' has 2 elements, 'Jet_hits', of the same collection, 1")]
    [TestCase(TreeFormat.TTree, 2, 2, "the counter 'nJet' is 1, and 'Jet_hits' has 2 elements")]
    [TestCase(TreeFormat.RNTuple, 2, 2, "the counter 'nJet' is 1, and 'Jet_hits' has 2 elements")]
    public async Task Lists_of_lists_and_of_texts_are_counted_too(TreeFormat format, int lists, int texts, string message) =>
        Assert.That(
            await RefusedAsync<JetContents>(
                [new(0, [], []), new(1, [.. Enumerable.Repeat<float[]>([], lists)], [.. Enumerable.Repeat("", texts)])], format),
            Does.Contain($"Entry 1: {message}"));

    [Test]
    public async Task Records_that_are_refused_together_end_their_tree()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "refused.root"));
        await using RootRecordWriter<CountedMuons> tree = await output.CreateTreeAsync<CountedMuons>("Events");

        RootException refusal = Assert.ThrowsAsync<RootException>(async () =>
        {
            for (int i = 0; i < 9_000; i++) await tree.WriteAsync(new CountedMuons(1, [1], i == 10 ? [] : [1]));
        })!;

        Assert.That(refusal.Message, Does.StartWith("Events in ").And.Contain("refused.root: Entry 10: "));
        Assert.ThrowsAsync<InvalidOperationException>(async () => await tree.WriteAsync(new CountedMuons(0, [], [])));
        Assert.ThrowsAsync<InvalidOperationException>(() => tree.CompleteAsync());
        Assert.ThrowsAsync<InvalidOperationException>(() => output.CompleteAsync());
    }

    [Test]
    public async Task Last_records_that_are_refused_stay_refused()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "refused.root"));
        await using RootRecordWriter<CountedMuons> tree = await output.CreateTreeAsync<CountedMuons>("Events");
        await tree.WriteAsync(new CountedMuons(1, [1], []));

        Assert.ThrowsAsync<RootException>(() => tree.CompleteAsync());
        Assert.ThrowsAsync<InvalidOperationException>(() => tree.CompleteAsync());
    }

    [Test]
    public async Task Record_that_is_null_is_told_by_its_number_and_leaves_the_others()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "null.root"));
        await using RootRecordWriter<CountedMuons> tree = await output.CreateTreeAsync<CountedMuons>("Events");
        await tree.WriteAsync(new CountedMuons(0, [], []));

        ArgumentNullException refusal = Assert.ThrowsAsync<ArgumentNullException>(async () => await tree.WriteAsync(null!))!;

        Assert.That(refusal.Message, Does.Contain("Entry 1 of tree 'Events'"));
        await tree.WriteAsync(new CountedMuons(1, [1], [1]));
        await tree.CompleteAsync();
        Assert.That(tree.EntryCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Schema_with_a_column_that_no_member_is_is_refused_at_once()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "refused.root"));
        Schema schema = new([new ColumnSchema("Muon_phi", ElementType.Float32, Dimension.Variable)]);

        RootException refusal = Assert.ThrowsAsync<RootException>(
            () => output.CreateTreeAsync<CountedMuons>("Events", new() { Schema = schema }))!;

        Assert.That(refusal.Message, Does.Contain("CountedMuons").And.Contain("'Muon_phi'"));
    }

    [TestCase(TreeFormat.TTree, "'a/b' is no name for a branch")]
    [TestCase(TreeFormat.RNTuple, "'a/b' is no name for a field")]
    public async Task Name_that_the_format_refuses_is_told_before_anything_is_written(TreeFormat format, string message)
    {
        string path = Path.Combine(TestData.NewFolder(), "refused.root");
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        byte[] before = await File.ReadAllBytesAsync(output.PartPath);

        RootException refusal = Assert.ThrowsAsync<RootException>(
            () => output.CreateTreeAsync<Slashed>("dir/Events", new() { Format = format }))!;

        Assert.That(refusal.Message, Does.Contain(message));
        Assert.That(await File.ReadAllBytesAsync(output.PartPath), Is.EqualTo(before));
    }

    [Test]
    public async Task Tree_that_refused_a_record_takes_no_more()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "broken.root"));
        await using RootRecordWriter<Selected> tree = await output.CreateTreeAsync<Selected>("Events");
        Assert.ThrowsAsync<RootException>(async () => await tree.WriteAsync(new Selected(1, null!)));

        Assert.ThrowsAsync<InvalidOperationException>(async () => await tree.WriteAsync(new Selected(1, [])));
        Assert.ThrowsAsync<InvalidOperationException>(() => tree.CompleteAsync());
        Assert.ThrowsAsync<InvalidOperationException>(() => output.CompleteAsync());
    }

    [Test]
    public async Task Tree_that_is_complete_takes_no_more()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "complete.root"));
        await using RootRecordWriter<Selected> tree = await output.CreateTreeAsync<Selected>("Events");
        await tree.CompleteAsync();

        Assert.ThrowsAsync<InvalidOperationException>(async () => await tree.WriteAsync(new Selected(1, [])));
    }

    [Test]
    public async Task Endless_records_end_with_their_cancellation()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "endless.root"));
        using CancellationTokenSource source = new();

        Assert.ThrowsAsync<OperationCanceledException>(
            () => output.WriteTreeAsync("Events", Endless(source), cancellationToken: source.Token));
    }

    private static IEnumerable<Selected> Endless(CancellationTokenSource source)
    {
        for (int i = 0; ; i++)
        {
            if (i == 1_000) source.Cancel();
            yield return new Selected(i, []);
        }
    }

    private static async Task<string> RefusedAsync<T>(T[] records, TreeFormat format = TreeFormat.TTree) where T : IWritableRootRecord<T>
    {
        string path = Path.Combine(TestData.NewFolder(), "refused.root");
        string message;
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
            message = Assert.ThrowsAsync<RootException>(
                () => output.WriteTreeAsync("Events", records, new() { Format = format }))!.Message;
        Assert.That(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!), Is.Empty);
        return message;
    }
}

[RootRecord]
internal sealed partial record Words([RootColumn("names")] string[] Names);

[RootRecord]
internal sealed partial record Slashed([RootColumn("a/b")] int Value);

[RootRecord]
internal sealed partial record JetContents(int nJet, float[][] Jet_hits, string[] Jet_name);
