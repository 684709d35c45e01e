using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>What a tree cannot hold is refused with the reason, and nothing is left under the file's name.</summary>
public sealed class TreeRefusalTests
{
    [Test]
    public async Task Column_with_lists_in_a_fixed_shape_is_refused_by_name()
    {
        using Column<int> lists = new(new ColumnSchema("lists", ElementType.Int32, Dimension.Fixed(2), Dimension.Variable), 1,
            SharedMemory<int>.Copy([1, 2, 3]), SharedMemory<int>.Copy([0, 1, 3]));
        using EntryBatch batch = WrittenEvents.Batch(lists.Share());

        RootException refusal = await RefusedAsync([batch]);

        Assert.That(refusal.Message, Does.Contain("lists: int32[2][*]"));
    }

    [Test]
    public async Task Path_whose_names_other_columns_have_is_refused()
    {
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("a/b", 1), Column.Create("a.b", 2), Column.Create("b", 3));

        Assert.That((await RefusedAsync([batch])).Message, Does.Contain("'a/b' and 'a.b' would both be called 'a.b'"));
    }

    [Test]
    public async Task Lists_of_one_counter_that_differ_are_refused_with_the_entry()
    {
        using EntryBatch batch = WrittenEvents.Batch(
            WrittenEvents.Counted<float>("Jet_pt", "nJet", [[1], [2, 3]]), WrittenEvents.Counted<float>("Jet_eta", "nJet", [[1], [2]]));

        string message = (await RefusedAsync([batch])).Message;

        Assert.That(message, Does.Contain("Entry 1: 'Jet_eta' has 1 elements, 'Jet_pt', of the same collection, 2"));
    }

    [Test]
    public async Task Counter_that_says_something_else_is_refused_with_the_entry()
    {
        using EntryBatch batch = WrittenEvents.Batch(
            Column.Create("nJet", 1, 1), WrittenEvents.Counted<float>("Jet_pt", "nJet", [[1], [2, 3]]));

        Assert.That((await RefusedAsync([batch])).Message, Does.Contain("Entry 1: the counter 'nJet' is 1, and 'Jet_pt' has 2 elements"));
    }

    [Test]
    public async Task Counter_of_one_byte_refuses_a_list_that_it_cannot_count()
    {
        float[] many = new float[128];
        using EntryBatch batch = WrittenEvents.Batch(
            Column.Create("n", (sbyte)127), WrittenEvents.Counted("x", "n", [many[..127]]));
        using EntryBatch longer = WrittenEvents.Batch(Column.Create("n", (sbyte)127), WrittenEvents.Counted("x", "n", [many]));

        Assert.That((await RefusedAsync([batch, longer])).Message, Does.Contain("the counter 'n' is 127"));
    }

    [Test]
    public async Task Batch_without_a_column_of_those_before_is_refused_by_name()
    {
        using EntryBatch first = WrittenEvents.Batch(Column.Create("a", 1), Column.Create("b", 1));
        using EntryBatch second = WrittenEvents.Batch(Column.Create("a", 1));

        Assert.That((await RefusedAsync([first, second])).Message, Does.Contain("has no column 'b'"));
    }

    [Test]
    public async Task Batch_with_another_type_of_column_is_refused_with_both_types()
    {
        using EntryBatch first = WrittenEvents.Batch(Column.Create("a", 1)), second = WrittenEvents.Batch(Column.Create("a", 1f));

        Assert.That((await RefusedAsync([first, second])).Message, Does.Contain("'a: float32'").And.Contain("'a: int32'"));
    }

    private static async Task<RootException> RefusedAsync(EntryBatch[] batches)
    {
        string path = Path.Combine(TestData.NewFolder(), "refused.root");
        RootException refusal = Assert.ThrowsAsync<RootException>(() => WrittenTree.WriteAsync(path, batches))!;
        Assert.That(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!), Is.Empty);
        await Task.CompletedTask;
        return refusal;
    }
}
