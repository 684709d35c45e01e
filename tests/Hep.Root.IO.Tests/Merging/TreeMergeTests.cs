using Hep.Jagged;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Trees of one path become a chain.</summary>
public sealed class TreeMergeTests
{
    [Test]
    public async Task Entries_stand_in_the_order_of_the_files_with_every_form_of_column(
        [Values] TreeFormat format, [Values(1, 2)] int threads)
    {
        string folder = TestData.NewFolder(), a = Path.Combine(folder, "a.root"), b = Path.Combine(folder, "b.root");
        using EntryBatch first = WrittenEvents.AllForms(700, seed: 1), second = WrittenEvents.AllForms(300, seed: 2);
        await WrittenTree.WriteAsync(a, [first], tree: new() { Format = format, Lists = ListStorage.AsRead, Title = "events" });
        await WrittenTree.WriteAsync(b, [second], tree: new() { Format = format, Lists = ListStorage.AsRead });

        string merged = await MergeFiles.MergeAsync(new() { Threads = threads }, a, b);

        using EntryBatch found = await WrittenTree.ReadAsync(merged), expected = EntryBatch.Concat(
            await WrittenTree.ReadAsync(a), await WrittenTree.ReadAsync(b));
        await using RootTree tree = await RootTree.OpenAsync(merged);
        WrittenTree.AssertSame(found, expected);
        Assert.That(found.Schema, Is.EqualTo(expected.Schema));
        Assert.That((tree.Title, tree.ClassName), Is.EqualTo(("events", format == TreeFormat.TTree ? "TTree" : "ROOT::RNTuple")));
    }

    [Test]
    public async Task Trees_of_all_directories_are_merged_also_those_that_not_all_files_have()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await WriteAsync(output, "Events", 1, 2);
            await WriteAsync(output, "meta/Runs", 10);
            await output.CreateDirectoryAsync("empty/inside", "Nothing yet");
        });
        string b = await MergeFiles.MakeAsync(folder, "b.root", async output =>
        {
            await WriteAsync(output, "Events", 3);
            await WriteAsync(output, "meta/Lumis", 20, 21);
        });

        string merged = await MergeFiles.MergeAsync(null, a, b, a);

        await using RootFile file = await RootFile.OpenAsync(merged);
        IReadOnlyList<RootKey> keys = await file.ReadKeysAsync();
        Assert.That(keys.Select(k => k.Path),
            Is.EquivalentTo(new[] { "Events", "meta", "meta/Runs", "meta/Lumis", "empty", "empty/inside" }));
        Assert.That(keys.Single(k => k.Path == "empty/inside").Title, Is.EqualTo("Nothing yet"));
        Assert.That(await ValuesAsync(merged, "Events"), Is.EqualTo(new[] { 1, 2, 3, 1, 2 }));
        Assert.That(await ValuesAsync(merged, "meta/Runs"), Is.EqualTo(new[] { 10, 10 }));
        Assert.That(await ValuesAsync(merged, "meta/Lumis"), Is.EqualTo(new[] { 20, 21 }));
    }

    [Test]
    public async Task Types_that_differ_become_the_one_that_holds_both()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1, 2));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", 1L << 40));

        using EntryBatch found = await WrittenTree.ReadAsync(await MergeFiles.MergeAsync(null, a, b));

        Assert.That(found.Get<long>("x").Values.ToArray(), Is.EqualTo(new[] { 1, 2, 1L << 40 }));
    }

    [Test]
    public async Task A_column_that_a_file_lacks_is_named_filled_or_left_out()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1), Column.Create("HLT_new", true));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", 2));

        RootException refused = Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, a, b))!;
        using EntryBatch filled = await WrittenTree.ReadAsync(await MergeFiles.MergeAsync(new() { FillMissing = true }, a, b));
        using EntryBatch common = await WrittenTree.ReadAsync(await MergeFiles.MergeAsync(new() { LeaveOut = true }, a, b));

        Assert.That(refused.Message, Does.Contain("column 'HLT_new' of 'Events'").And.Contain("b.root"));
        Assert.That(filled.Get<bool>("HLT_new").Values.ToArray(), Is.EqualTo(new[] { true, false }));
        Assert.That(common.Schema.Select(c => c.Name), Is.EqualTo(new[] { "x" }));
        Assert.That(common.Get<int>("x").Values.ToArray(), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Columns_whose_types_nothing_holds_are_named_also_where_missing_ones_are_filled()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1L));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", 2.5));

        RootMerge merge = await RootMerge.OpenAsync([a, b], new() { FillMissing = true });

        Assert.That(merge.Unmerged.Select(u => (u.Path, u.Column)), Is.EqualTo(new[] { ("Events", "x"), ("Events", (string?)null) }));
        Assert.That(merge.Unmerged[0].Why, Does.Contain("float64").And.Contain("int64").And.Contain("b.root"));
    }

    [Test]
    public async Task Columns_that_any_file_cannot_read_are_named_and_never_zeros()
    {
        string folder = TestData.NewFolder(), b = TestData.Reference("corpus", "files", "uproot-issue-tbranch-of-th2.root");
        await using RootTree tree = await RootTree.OpenAsync(b);
        string[] unreadable = [.. tree.Columns.Where(c => c.WhyUnreadable is not null).Select(c => c.Name)];
        string a = await MergeFiles.MakeAsync(folder, "a.root", output => output.WriteTreeAsync(
            tree.Path, WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", 1f), Column.Create(unreadable[0], 2f)))));

        RootMerge merge = await RootMerge.OpenAsync([a, b], new() { FillMissing = true });

        Assert.That(merge.Unmerged.Select(u => u.Column), Is.SupersetOf(unreadable));
        Assert.That(merge.Unmerged.First(u => u.Column == unreadable[0]).Why, Does.StartWith("it cannot be read in '").And.Contain(b));
        Assert.That(merge.Unmerged.Count(u => u.Column == unreadable[0]), Is.EqualTo(1));
    }

    [Test]
    public async Task Lists_of_lists_that_a_file_lacks_are_named_where_missing_ones_are_filled()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeTreeAsync(
            folder, "a.root", Column.Create("x", 1), WrittenEvents.Nested("deep", [[[1], [2, 3]]]), Column.CreateText("text", "t"));
        string b = await MergeFiles.MakeTreeAsync(folder, "b.root", Column.Create("x", 2));
        MergeOptions options = new() { FillMissing = true };

        RootMerge merge = await RootMerge.OpenAsync([a, b], options);
        string rest = await MergeFiles.MergeAsync(options with { LeaveOut = true }, a, b);

        Assert.That(merge.Unmerged.Select(u => u.Column), Is.EqualTo(new[] { "deep", "text" }));
        Assert.That(merge.Unmerged.Select(u => u.Why), Is.All.StartsWith("it is missing in '").And.All.Contain("b.root")
            .And.None.Contain("default"));
        Assert.That(await ValuesAsync(rest, "Events"), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_cycle_that_is_named_is_the_tree_that_is_merged()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await WriteAsync(output, "Events", 1);
            await WriteAsync(output, "Events", 2);
        });

        string merged = await MergeFiles.MergeAsync(null, $"{a}:Events;1", a, $"{a}:Events;1");

        Assert.That(await ValuesAsync(merged, "Events"), Is.EqualTo(new[] { 1, 2, 1 }));
    }

    [Test]
    public async Task A_chain_of_both_formats_takes_that_of_the_first()
    {
        string folder = TestData.NewFolder(), a = Path.Combine(folder, "a.root"), b = Path.Combine(folder, "b.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1f, 2f), Column.CreateJagged<int>("l", [[1], [2, 3]]));
        await WrittenTree.WriteAsync(a, [batch], tree: new() { Format = TreeFormat.RNTuple });
        await WrittenTree.WriteAsync(b, [batch], tree: new() { Lists = ListStorage.Vectors });

        string merged = await MergeFiles.MergeAsync(null, a, b);

        await using RootTree tree = await RootTree.OpenAsync(merged);
        using EntryBatch found = await WrittenTree.ReadAsync(merged);
        Assert.That(tree.ClassName, Is.EqualTo("ROOT::RNTuple"));
        Assert.That(found.Get<int>("l").Values.ToArray(), Is.EqualTo(new[] { 1, 2, 3, 1, 2, 3 }));
    }

    [Test]
    public async Task A_location_that_names_an_object_means_that_alone()
    {
        string folder = TestData.NewFolder();
        string a = await MergeFiles.MakeAsync(folder, "a.root", async output =>
        {
            await WriteAsync(output, "Events", 1);
            await WriteAsync(output, "meta/Runs", 2);
        });

        string merged = await MergeFiles.MergeAsync(null, $"{a}:meta", $"{a}:meta/Runs");

        await using RootFile file = await RootFile.OpenAsync(merged);
        Assert.That((await file.ReadKeysAsync()).Select(k => k.Path), Is.EqualTo(new[] { "meta", "meta/Runs" }));
        Assert.That(await ValuesAsync(merged, "meta/Runs"), Is.EqualTo(new[] { 2, 2 }));
        Assert.That(Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, $"{a}:metta"))!.Message,
            Does.Contain("no object 'metta'").And.Contain("meta"));
    }

    [Test]
    public async Task Files_that_cannot_be_opened_are_left_out_only_where_that_is_said()
    {
        string folder = TestData.NewFolder(), none = Path.Combine(folder, "none.root");
        string a = await MergeFiles.MakeTreeAsync(folder, "a.root", Column.Create("x", 1));

        string merged = await MergeFiles.MergeAsync(new() { SkipBadFiles = true }, none, a);

        Assert.That(Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(null, none, a))!.Message, Does.Contain("none.root"));
        Assert.That(Assert.ThrowsAsync<RootException>(() => MergeFiles.MergeAsync(new() { SkipBadFiles = true }, none))!.Message,
            Does.Contain("None of the files can be read"));
        Assert.That(await ValuesAsync(merged, "Events"), Is.EqualTo(new[] { 1 }));
    }

    private static Task<long> WriteAsync(RootFileWriter output, string path, params int[] values) =>
        output.WriteTreeAsync(path, WrittenEvents.Stream(WrittenEvents.Batch(Column.Create("x", values))));

    private static async Task<int[]> ValuesAsync(string file, string tree)
    {
        using EntryBatch all = await WrittenTree.ReadAsync(file, tree);
        return all.Get<int>("x").Values.ToArray();
    }
}
