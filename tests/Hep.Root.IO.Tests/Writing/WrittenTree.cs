using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Writes batches to a file, reads it, and holds both beside each other.</summary>
internal static class WrittenTree
{
    /// <summary>Writes one tree, Events.</summary>
    public static async Task WriteAsync(string path, EntryBatch[] batches, RootWriteOptions? file = null, TreeWriteOptions? tree = null)
    {
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path, file);
        await output.WriteTreeAsync("Events", WrittenEvents.Stream([.. batches.Select(b => b.Share())]), tree);
        await output.CompleteAsync();
    }

    /// <summary>The tree of a sample again, in a format, in several clusters; the path of its file.</summary>
    public static async Task<string> CopyAsync(string sample, TreeFormat format)
    {
        string path = Path.Combine(TestData.NewFolder(), Path.GetFileName(sample));
        await using RootTree tree = await RootTree.OpenAsync(sample);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        await output.WriteTreeAsync(tree.Path, tree.AsSource(), new() { Format = format, ClusterBytes = 300_000, BasketBytes = 9_000 });
        await output.CompleteAsync();
        return path;
    }

    /// <summary>All entries of a tree, in one batch.</summary>
    public static async Task<EntryBatch> ReadAsync(string path, string name = "Events", ReadOptions? options = null)
    {
        await using RootFile file = await RootFile.OpenAsync(path);
        RootTree tree = await file.OpenTreeAsync(name);
        List<EntryBatch> batches = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(options: options)) batches.Add(batch);
        EntryBatch all = EntryBatch.Concat(batches);
        batches.ForEach(b => b.Dispose());
        return all;
    }

    /// <summary>Every column of one batch is in the other, with the same type, the same lists and the same bits.</summary>
    public static void AssertSame(EntryBatch found, EntryBatch expected)
    {
        Assert.That(found.EntryCount, Is.EqualTo(expected.EntryCount));
        foreach (Column column in expected.Columns) AssertSame(found[column.Name], column);
    }

    private static void AssertSame(Column found, Column expected)
    {
        string name = expected.Name;
        Assert.That(found.Schema.Type, Is.EqualTo(expected.Schema.Type), name);
        Assert.That(found.Schema.Dimensions, Is.EqualTo(expected.Schema.Dimensions), name);
        for (int level = 0; level < expected.Schema.OffsetLevels; level++)
            Assert.That(found.Offsets(level).SequenceEqual(expected.Offsets(level)), Is.True, $"{name}: offsets of level {level}");
        Assert.That(ColumnBytes.Of(found).SequenceEqual(ColumnBytes.Of(expected)), Is.True, $"{name}: values");
    }
}
