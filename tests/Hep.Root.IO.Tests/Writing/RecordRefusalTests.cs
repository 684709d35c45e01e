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

    [Test]
    public async Task Counter_that_counts_otherwise_is_told() =>
        Assert.That(await RefusedAsync<CountedMuons>([new(2, [1, 2], [1, 2]), new(2, [1], [1])]),
            Does.Contain("Entry 1: the counter 'nMuon' is 2, and 'Muon_pt' has 1 elements"));

    [TestCase(TreeFormat.TTree, "'a/b' is no name for a branch")]
    [TestCase(TreeFormat.RNTuple, "'a/b' is no name for a field")]
    public async Task Name_that_the_format_refuses_is_told_before_anything_is_written(TreeFormat format, string message)
    {
        string path = Path.Combine(TestData.NewFolder(), "refused.root");
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        byte[] before = await File.ReadAllBytesAsync(output.PartPath);

        RootException refusal = Assert.ThrowsAsync<RootException>(
            () => output.CreateTreeAsync<Slashed>("Events", new() { Format = format }))!;

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

    private static async Task<string> RefusedAsync<T>(T[] records) where T : IWritableRootRecord<T>
    {
        string path = Path.Combine(TestData.NewFolder(), "refused.root");
        string message;
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
            message = Assert.ThrowsAsync<RootException>(() => output.WriteTreeAsync("Events", records))!.Message;
        Assert.That(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!), Is.Empty);
        return message;
    }
}

[RootRecord]
internal sealed partial record Words([RootColumn("names")] string[] Names);

[RootRecord]
internal sealed partial record Slashed([RootColumn("a/b")] int Value);
