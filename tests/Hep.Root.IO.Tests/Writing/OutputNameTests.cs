using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Names in a file: each is taken once at a time, and none is longer than ROOT reads.</summary>
public sealed class OutputNameTests
{
    private static readonly string TooLong = new('n', 33_000);

    [Test]
    public async Task Second_open_tree_of_a_name_is_refused_and_the_first_goes_on()
    {
        string path = Path.Combine(TestData.NewFolder(), "trees.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1, 2, 3));
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await using RootTreeWriter first = await output.CreateTreeAsync("a/Events");

            Assert.ThrowsAsync(Is.InstanceOf<ArgumentException>().With.Message.Contains("'Events' is a tree that is being written"),
                () => output.CreateTreeAsync("a/Events"));
            await first.WriteAsync(batch);
            await first.CompleteAsync();
            await output.CompleteAsync();
        }

        using EntryBatch found = await WrittenTree.ReadAsync(path, "a/Events");
        WrittenTree.AssertSame(found, batch);
    }

    [Test]
    public async Task Directory_with_the_name_of_an_open_tree_is_refused()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "directory.root"));
        await using RootTreeWriter tree = await output.CreateTreeAsync("Events");

        Assert.ThrowsAsync(Is.InstanceOf<ArgumentException>().With.Message.Contains("'Events' is a tree that is being written"),
            () => output.WriteAsync("Events/note", "inside a tree"));
    }

    [Test]
    public async Task Name_of_a_tree_that_was_refused_or_is_complete_is_free_again()
    {
        string path = Path.Combine(TestData.NewFolder(), "again.root");
        using EntryBatch bad = WrittenEvents.Batch(Column.Create("a;b", 1)), good = WrittenEvents.Batch(Column.Create("x", 1));
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            Assert.ThrowsAsync<RootException>(() => output.CreateTreeAsync("Events", new() { Schema = bad.Schema }));
            for (int i = 0; i < 2; i++) await output.WriteTreeAsync("Events", WrittenEvents.Stream(good.Share()));
            await output.CompleteAsync();
        }

        using EntryBatch found = await WrittenTree.ReadAsync(path, "Events;2");
        WrittenTree.AssertSame(found, good);
    }

    [Test]
    public void Title_of_a_file_that_is_longer_than_a_key_is_refused()
    {
        string folder = TestData.NewFolder();

        AssertRefused(() => RootFileWriter.CreateAsync(Path.Combine(folder, "title.root"), new() { Title = TooLong }));
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public async Task Names_and_titles_that_are_longer_than_a_key_are_refused_and_the_file_goes_on()
    {
        string path = Path.Combine(TestData.NewFolder(), "names.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create(new string('ü', 10_000), 1));
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            AssertRefused(() => output.CreateTreeAsync("Events", new() { Title = TooLong }));
            AssertRefused(() => output.CreateTreeAsync(new string('n', 15_000), new() { Schema = batch.Schema }));
            AssertRefused(() => output.WriteAsync(TooLong, "text"));
            AssertRefused(() => output.WriteAsync($"{TooLong[..20_000]}/note", "text"));
            await output.WriteAsync("note", "short");
            await output.CompleteAsync();
        }

        await using RootFile file = await RootFile.OpenAsync(path);
        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Is.EqualTo("short"));
    }

    private static void AssertRefused(Func<Task> act) =>
        Assert.ThrowsAsync(Is.InstanceOf<RootException>().With.Message.Contains("has to be shorter"), act);
}
