using Hep.Jagged;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Real files, each merged with itself: trees whose records are copied say twice what they said once.</summary>
[Category("Corpus")]
public sealed class CopiedCorpusTests
{
    private static IEnumerable<string> Files => !TestData.HasReference ? []
        : Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root").Select(p => Path.GetFileName(p)!)
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public async Task Copied_trees_are_the_chain_of_their_parts(string name)
    {
        string path = TestData.Reference("corpus", "files", name);
        foreach (string tree in await TreesAsync(path))
        {
            RootLocation location = new(path, tree);
            RootMerge merge = await RootMerge.OpenAsync([location, location], new() { LeaveOut = true });
            MergedObject? planned = merge.Objects.SingleOrDefault(o => o.EntryCount is not null);
            if (planned is not { WhyRewritten: null })
            {
                await TestContext.Out.WriteLineAsync($"{tree}: {planned?.WhyRewritten ?? merge.Unmerged[0].Why}");
                continue;
            }
            await TestContext.Out.WriteLineAsync($"{tree}: copied");
            string merged = Path.Combine(TestData.NewFolder(), "merged.root");
            await using (RootFileWriter output = await RootFileWriter.CreateAsync(merged))
            {
                await merge.WriteAsync(output);
                await output.CompleteAsync();
            }

            await AssertTwiceAsync(path, merged, tree);
        }
    }

    private static async Task AssertTwiceAsync(string path, string merged, string name)
    {
        await using RootTree one = await RootTree.OpenAtAsync(new(path, name), null, default);
        await using RootTree two = await RootTree.OpenAtAsync(new(merged, name), null, default);
        Assert.That(two.EntryCount, Is.EqualTo(2 * one.EntryCount), name);
        Assert.That(two.Title, Is.EqualTo(one.Title));
        Assert.That(two.Columns.Select(c => (c.Name, c.TypeName, c.Schema?.ToString(), c.WhyUnreadable)),
            Is.EqualTo(one.Columns.Select(c => (c.Name, c.TypeName, c.Schema?.ToString(), c.WhyUnreadable))), name);
        Assert.That((two.ClassName, two.Aliases, two.Friends), Is.EqualTo((one.ClassName, one.Aliases, one.Friends)));
        string[] readable = [.. one.Columns.Where(c => c.Schema is not null && c.EntryCount == one.EntryCount).Select(c => c.Name)];
        if (one.EntryCount == 0 || readable.Length == 0) return;
        try
        {
            await AssertTwiceAsync(one, two, readable);
        }
        catch (RootException)
        {
            // Of the columns that turn out to be unreadable each is so in both.
            foreach (string column in readable)
                if (await FailureAsync(one, column) is { } failure)
                    Assert.That(Message(await FailureAsync(two, column)), Is.EqualTo(Message(failure)), column);
                else await AssertTwiceAsync(one, two, [column]);
        }
    }

    private static async Task AssertTwiceAsync(RootTree one, RootTree two, string[] columns)
    {
        using EntryBatch part = await ReadAsync(one, columns), found = await ReadAsync(two, columns);
        using EntryBatch expected = EntryBatch.Concat([part, part]);
        WrittenTree.AssertSame(found, expected);
    }

    private static async Task<RootException?> FailureAsync(RootTree tree, string column)
    {
        try
        {
            (await ReadAsync(tree, [column])).Dispose();
            return null;
        }
        catch (RootException failure)
        {
            return failure;
        }
    }

    // Without file and place.
    private static string Message(RootException? failure) =>
        failure is null ? "none" : failure.Message[(failure.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static async Task<EntryBatch> ReadAsync(RootTree tree, string[] columns)
    {
        List<EntryBatch> batches = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(columns)) batches.Add(batch);
        EntryBatch all = EntryBatch.Concat(batches);
        batches.ForEach(b => b.Dispose());
        return all;
    }

    private static async Task<string[]> TreesAsync(string path)
    {
        try
        {
            await using RootFile file = await RootFile.OpenAsync(path);
            return [.. (await file.ReadKeysAsync()).Where(k => k.IsTree && k.ClassName != "TChain").Select(k => k.Path)];
        }
        catch (RootException)
        {
            return [];                                      // files that are damaged on purpose
        }
    }
}
