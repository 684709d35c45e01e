using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Files as a whole: directories, several trees, cycles, big places, what stays when writing does not come to its end.</summary>
public sealed class FileWritingTests
{
    [Test]
    public async Task Trees_and_texts_stand_in_directories()
    {
        string path = Path.Combine(TestData.NewFolder(), "dirs.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1, 2, 3));
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path, new() { Title = "two trees" }))
        {
            await output.WriteTreeAsync("a/b/Events", WrittenEvents.Stream(batch.Share()));
            await output.WriteTreeAsync("a/Runs", WrittenEvents.Stream(batch.Share()));
            await output.WriteAsync("note", "written here");
            await output.CompleteAsync();
        }

        await using RootFile file = await RootFile.OpenAsync(path);
        string[] paths = [.. (await file.ReadKeysAsync()).Select(k => k.Path)];

        Assert.That(paths, Is.SupersetOf(new[] { "a/b/Events", "a/Runs", "note" }));
        Assert.That((await file.OpenTreeAsync("a/b/Events")).EntryCount, Is.EqualTo(3));
        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Is.EqualTo("written here"));
    }

    [Test]
    public async Task Two_trees_may_be_written_by_turns()
    {
        string path = Path.Combine(TestData.NewFolder(), "turns.root");
        using EntryBatch one = WrittenEvents.AllForms(40, seed: 1), other = WrittenEvents.AllForms(30, seed: 2);
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await using RootTreeWriter first = await output.CreateTreeAsync("First", new() { BasketBytes = 100, ClusterBytes = 1000 });
            await using RootTreeWriter second = await output.CreateTreeAsync("Second", new() { BasketBytes = 100, ClusterBytes = 1000 });
            await Task.WhenAll(Task.Run(() => first.WriteAsync(one)), Task.Run(() => second.WriteAsync(other)));
            await first.WriteAsync(other);
            await first.CompleteAsync();
            await second.CompleteAsync();
            await output.CompleteAsync();
        }

        using EntryBatch expected = EntryBatch.Concat(one, other);
        using EntryBatch foundFirst = await WrittenTree.ReadAsync(path, "First"), foundSecond = await WrittenTree.ReadAsync(path, "Second");
        WrittenTree.AssertSame(foundFirst, expected);
        WrittenTree.AssertSame(foundSecond, other);
    }

    [Test]
    public async Task Name_that_is_written_again_has_a_higher_cycle()
    {
        string path = Path.Combine(TestData.NewFolder(), "cycles.root");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteAsync("note", "old");
            await output.WriteAsync("note", "new");
            await output.CompleteAsync();
        }

        await using RootFile file = await RootFile.OpenAsync(path);

        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Is.EqualTo("new"));
        Assert.That((await file.ReadObjectAsync("note;1")).Get<string>("fString"), Is.EqualTo("old"));
    }

    [Test]
    public async Task Records_beyond_two_gigabytes_are_found()
    {
        string path = Path.Combine(TestData.NewFolder(), "big.root");
        using EntryBatch batch = WrittenEvents.AllForms(20);
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("Before", WrittenEvents.Stream(batch.Share()));
            // an unused stretch, which takes no space on the disk
            output.Tables.LeaveOut(1_500_000_000);
            output.Tables.LeaveOut(1_500_000_000);
            await output.WriteTreeAsync("far/Behind", WrittenEvents.Stream(batch.Share()));
            await output.WriteAsync("note", "far");
            await output.CompleteAsync();
        }

        Assert.That(new FileInfo(path).Length, Is.GreaterThan(3_000_000_000));
        using EntryBatch before = await WrittenTree.ReadAsync(path, "Before"), behind = await WrittenTree.ReadAsync(path, "far/Behind");
        WrittenTree.AssertSame(before, batch);
        WrittenTree.AssertSame(behind, batch);
    }

    [Test]
    public async Task Every_record_follows_the_one_before()
    {
        string path = Path.Combine(TestData.NewFolder(), "walk.root");
        using EntryBatch batch = WrittenEvents.AllForms(200);
        await WrittenTree.WriteAsync(path, [batch, batch], new() { AutoSaveBytes = 1 }, new() { ClusterBytes = 8_000 });

        FileWalk walk = FileWalk.Of(await File.ReadAllBytesAsync(path));

        Assert.That(walk.End, Is.EqualTo(walk.StatedEnd));
        Assert.That(walk.Records.Count(r => r.ClassName == "TTree"), Is.EqualTo(1));
        Assert.That(walk.GapBytes, Is.GreaterThan(0));
        Assert.That(walk.FreeSegments, Is.EqualTo(walk.Gaps));
    }

    [Test]
    public async Task File_is_a_part_until_it_is_complete()
    {
        string path = Path.Combine(TestData.NewFolder(), "part.root");
        await File.WriteAllTextAsync(path, "the file before");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteAsync("note", "new");
            Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("the file before"));
            Assert.That(File.Exists(output.PartPath), Is.True);
            await output.CompleteAsync();
        }

        await using RootFile file = await RootFile.OpenAsync(path);
        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Is.EqualTo("new"));
        Assert.That(File.Exists(path + ".part"), Is.False);
    }

    [Test]
    public async Task Part_stands_where_it_is_wanted_and_is_gone_when_the_file_is_complete()
    {
        string path = Path.Combine(TestData.NewFolder(), "out.root"), part = Path.Combine(Path.GetDirectoryName(path)!, ".hidden");
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path, new() { PartPath = part });
        await output.WriteAsync("note", "new");

        string[] before = Directory.GetFiles(Path.GetDirectoryName(path)!);
        await output.CompleteAsync();

        Assert.That(output.PartPath, Is.EqualTo(part));
        Assert.That(before, Is.EquivalentTo(new[] { part, $"{part}.lock" }));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Is.EqualTo(new[] { path }));
    }

    [Test]
    public async Task Second_writer_of_a_file_is_refused_and_the_first_goes_on()
    {
        string path = Path.Combine(TestData.NewFolder(), "twice.root");
        await using (RootFileWriter first = await RootFileWriter.CreateAsync(path))
        {
            await first.WriteAsync("note", "first");

            Assert.ThrowsAsync(Is.InstanceOf<RootException>().With.Message.Contains("twice.root.part cannot be written"),
                () => RootFileWriter.CreateAsync(path));
            await first.CompleteAsync();
        }

        await using RootFile file = await RootFile.OpenAsync(path);
        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Is.EqualTo("first"));
    }

    [Test]
    public async Task File_that_cannot_take_its_name_stays_as_a_part()
    {
        string path = Path.Combine(TestData.NewFolder(), "taken.root");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteAsync("note", "kept");
            Directory.CreateDirectory(Path.Combine(path, "something"));

            Assert.ThrowsAsync(Is.InstanceOf<RootException>().With.Message.Contains("is complete, but cannot be renamed"),
                () => output.CompleteAsync());
        }

        await using RootFile file = await RootFile.OpenAsync(path + ".part");
        Assert.That((await file.ReadObjectAsync("note")).Get<string>("fString"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task File_that_is_not_completed_leaves_nothing()
    {
        string folder = TestData.NewFolder();
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(folder, "given-up.root")))
            await output.WriteAsync("note", "in vain");

        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public async Task Cancelled_writing_leaves_nothing_and_disposes_every_batch()
    {
        string folder = TestData.NewFolder();
        using LiveBatches live = new();
        using CancellationTokenSource cancel = new();

        Assert.ThrowsAsync(Is.InstanceOf<OperationCanceledException>(), async () =>
        {
            await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(folder, "cancelled.root"));
            await output.WriteTreeAsync("Events", Endless(cancel), new() { Threads = 2, ClusterBytes = 10_000 }, cancel.Token);
        });

        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
        Assert.That(live.Count, Is.Zero);
        await Task.CompletedTask;
    }

    [Test]
    public async Task Tree_that_was_given_up_keeps_the_file_from_being_completed()
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(Path.Combine(TestData.NewFolder(), "half.root"));
        await using (RootTreeWriter tree = await output.CreateTreeAsync("Events"))
        {
            using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1));
            await tree.WriteAsync(batch);
        }

        Assert.ThrowsAsync(Is.InstanceOf<InvalidOperationException>().With.Message.Contains("'Events' was not written to its end"),
            () => output.CompleteAsync());
    }

    [Test]
    public void Folder_that_is_not_there_is_named_in_the_error()
    {
        RootException failure = Assert.ThrowsAsync<RootException>(() => RootFileWriter.CreateAsync("/no/such/folder/x.root"))!;

        Assert.That(failure.Message, Does.Contain("/no/such/folder/x.root.part cannot be written"));
    }

    [Test]
    public async Task Full_disk_is_an_error_that_says_so()
    {
        if (!File.Exists("/dev/full")) Assert.Ignore("/dev/full, which is always full, is not there.");
        string path = Path.Combine(TestData.NewFolder(), "full.root");
        File.CreateSymbolicLink(path + ".part", "/dev/full");

        RootException failure = Assert.ThrowsAsync<RootException>(() => RootFileWriter.CreateAsync(path))!;

        Assert.That(failure.Message, Does.Contain("full.root.part cannot be written at byte").And.Contain("No space left on device"));
        Assert.That(File.Exists(path), Is.False);
        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<EntryBatch> Endless(CancellationTokenSource cancel)
    {
        for (int i = 0; ; i++)
        {
            if (i == 20) await cancel.CancelAsync();
            yield return WrittenEvents.AllForms(100, i);
        }
    }
}
