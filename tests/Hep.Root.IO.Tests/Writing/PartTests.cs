using System.Buffers.Binary;
using System.Diagnostics;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Parts: writers that race for one, one that was left behind, and what a kill between two writes leaves.</summary>
public sealed class PartTests
{
    [Test]
    public async Task Writers_that_race_for_a_path_leave_a_whole_file_with_each_completion()
    {
        string path = Path.Combine(TestData.NewFolder(), "race.root");
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1, 2, 3));
        await WrittenTree.WriteAsync(path, [batch]);

        int[] completed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RaceAsync(path, batch, rounds: 300))));

        Assert.That(completed.Sum(), Is.GreaterThan(0));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Is.EqualTo(new[] { path }));
    }

    [Test]
    public async Task Part_that_was_left_behind_is_kept_as_an_old_one()
    {
        string path = Path.Combine(TestData.NewFolder(), "left.root");
        await File.WriteAllTextAsync(path + ".part", "what a job of days left");
        await File.WriteAllTextAsync(path + ".part.old", "the one before");

        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path)) await output.CompleteAsync();

        Assert.That(await File.ReadAllTextAsync(path + ".part.old"), Is.EqualTo("what a job of days left"));
        Assert.That(File.Exists(path + ".part"), Is.False);
    }

    [Test]
    public async Task Save_that_is_cut_anywhere_leaves_trees_of_directories_within_the_stated_end()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("What is being written cannot be copied there.");
        string folder = TestData.NewFolder(), path = Path.Combine(folder, "cut.root");
        CopyingClock clock = new(path + ".part", folder);
        using EntryBatch batch = WrittenEvents.Batch(Column.Create("x", 1, 2, 3));
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path, new() { AutoSaveBytes = 1, TimeProvider = clock }))
        {
            await using RootTreeWriter tree = await output.CreateTreeAsync("a/b/Events", new() { ClusterBytes = 8 });
            await tree.WriteAsync(batch);                   // saved at least once
            clock.IsCopying = true;
            await tree.WriteAsync(batch);
            await tree.CompleteAsync();
            await output.CompleteAsync();
        }

        Assert.That(clock.Copies, Has.Count.GreaterThan(10));
        foreach (string copy in clock.Copies)
        {
            CutAtStatedEnd(copy);
            using EntryBatch found = await WrittenTree.ReadAsync(copy, "a/b/Events");
            Assert.That(found.EntryCount, Is.GreaterThanOrEqualTo(2), copy);
        }
    }

    private static async Task<int> RaceAsync(string path, EntryBatch batch, int rounds)
    {
        int completed = 0;
        for (int i = 0; i < rounds; i++)
        {
            try
            {
                await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
                await output.WriteTreeAsync("Events", WrittenEvents.Stream(batch.Share()));
                await output.CompleteAsync();
                completed++;
            }
            catch (RootException refused) when (refused.Message.Contains("cannot be written: ")) { }
            using EntryBatch found = await WrittenTree.ReadAsync(path);
            WrittenTree.AssertSame(found, batch);
        }
        return completed;
    }

    // ROOT believes the header: what is behind its end is not there.
    private static void CutAtStatedEnd(string path)
    {
        using FileStream file = new(path, FileMode.Open);
        byte[] header = new byte[16];
        file.ReadExactly(header);
        file.SetLength(BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(12)));
    }

    // Copies the part whenever a record asks for its date: a kill at that time leaves just that.
    private sealed class CopyingClock(string part, string folder) : TimeProvider
    {
        public bool IsCopying { get; set; }

        public List<string> Copies { get; } = [];

        public override DateTimeOffset GetUtcNow()
        {
            if (IsCopying)
            {
                string copy = Path.Combine(folder, $"copy-{Copies.Count}.root");
                using Process process = Process.Start("cp", [part, copy]);      // which asks for no lock
                process.WaitForExit();
                Copies.Add(copy);
            }
            return new(2026, 5, 17, 12, 30, 0, TimeSpan.Zero);
        }
    }
}
