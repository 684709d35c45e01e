using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Every column of every tree of the corpus against what another reader found in it.</summary>
[Category("Corpus")]
public sealed class CorpusColumnsTests
{
    private static IEnumerable<string> Files => TestData.HasReference
        ? Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root").Select(f => Path.GetFileName(f)!)
            .Order(StringComparer.Ordinal)
        : ["(no reference data)"];

    [TestCaseSource(nameof(Files))]
    public async Task Columns_are_what_another_reader_found(string name)
    {
        string path = TestData.Reference("corpus", "files", name);
        Truth truth = Truth.OfCorpus;
        List<string> wrong = [];
        HashSet<(string, string)> matched = [];

        foreach ((string tree, RootColumn column, TruthColumn? found, string? failure) in await ReadAsync(path))
            if (found is null)
            {
                Assert.That(failure, Is.Not.Null.And.Not.Empty, $"{tree} {column.Name} is unreadable without a reason");
                if (truth.ColumnsOf(name).ContainsKey((tree, column.Name))) wrong.Add($"{tree} {column.Name}: {failure}");
            }
            else if (!truth.ColumnsOf(name).TryGetValue((tree, column.Name), out TruthColumn? expected))
            {
                if (!truth.IsUnknown(name, tree, column.Name)) wrong.Add($"{tree} {column.Name} is a column only here");
            }
            else if (!matched.Add((tree, column.Name))) wrong.Add($"{tree} {column.Name} stands twice");
            else if (!expected.IsDisputed && !Truth.IsWrong(name, column.Name)
                && expected.Differences(found) is { Length: > 0 } differences)
                wrong.Add($"{tree} {column.Name}: {differences}");

        wrong.AddRange(truth.ColumnsOf(name).Keys.Where(k => !matched.Contains(k)).Select(k => $"{k.Object} {k.Column} is missing"));
        Assert.That(wrong, Is.Empty);
    }

    // A file that cannot be opened has no columns here; those that must match are then missing above.
    private static async Task<List<(string Tree, RootColumn Column, TruthColumn? Found, string? Failure)>> ReadAsync(string path)
    {
        List<(string, RootColumn, TruthColumn?, string?)> rows = [];
        try
        {
            await using RootFile file = await RootFile.OpenAsync(path);
            foreach (RootKey key in Newest(await file.ReadKeysAsync()))
            {
                RootTree tree = await file.OpenTreeAsync($"{key.Path};{key.Cycle}");
                foreach (RootColumn column in tree.Columns)
                {
                    (TruthColumn? found, string? failure) = await SumAsync(tree, column);
                    rows.Add(($"{key.Path};{key.Cycle}", column, found, failure));
                }
            }
        }
        catch (RootException)
        {
        }
        return rows;
    }

    private static async Task<(TruthColumn?, string?)> SumAsync(RootTree tree, RootColumn column)
    {
        if (column is not { Schema: { } schema, WhyUnreadable: null }) return (null, column.WhyUnreadable);
        try
        {
            using ColumnSum sum = new(schema);
            await foreach (EntryBatch batch in tree.ReadBatchesAsync([column.Name], new ReadOptions { BatchSize = 777 }))
                using (batch)
                    sum.Add(batch[column.Name]);
            return (sum.Result, null);
        }
        catch (RootException failure)
        {
            return (null, failure.Message);
        }
    }

    private static IEnumerable<RootKey> Newest(IReadOnlyList<RootKey> keys) =>
        keys.Where(k => k.IsTree).GroupBy(k => k.Path, StringComparer.Ordinal).Select(cycles => cycles.MaxBy(k => k.Cycle)!);
}
