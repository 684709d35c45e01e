using Hep.Testing;
using Microsoft.CodeAnalysis;

namespace Hep.Root.IO.Generators.Tests;

/// <summary>The record that is written for a tree compiles as it stands, and reads that tree.</summary>
public sealed class RecordSourceTests
{
    [Test]
    public async Task Record_of_a_tree_has_a_member_for_each_column()
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();

        string code = tree.ToCSharp();

        Assert.That(code, Does.StartWith("""
            using Hep.Root.IO;

            /// <summary>Tree Events of signal.root: 8000 entries.</summary>
            [RootRecord]
            public sealed partial record Events(
                uint run,
            """.ReplaceLineEndings("\n")));
        Assert.That(code, Does.Contain("    ulong @event,\n").And.Contain("    float[] Jet_pt,\n").And.Contain("    float[] PV_cov,\n"));
        Assert.That(Generation.Of(code).Errors, Is.Empty);
        Assert.That(code.Split('\n').Count(l => l.StartsWith("    ", StringComparison.Ordinal)), Is.EqualTo(tree.Columns.Count));
    }

    private static IEnumerable<string> CorpusFiles => !TestData.HasReference ? []
        : Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root")
            .Where(f => new FileInfo(f).Length < 4 << 20).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(CorpusFiles))]
    [Category("Corpus")]
    public async Task Records_of_all_trees_of_a_file_compile(string name)
    {
        RootFile file;
        try
        {
            file = await RootFile.OpenAsync(TestData.Reference("corpus", "files", name));
        }
        catch (RootException)
        {
            return;   // what cannot be opened has no trees
        }
        await using (file)
        {
            foreach (RootKey key in (await file.ReadKeysAsync()).Where(k => k.IsTree))
            {
                RootTree tree;
                try
                {
                    tree = await file.OpenTreeAsync($"{key.Path};{key.Cycle}");
                }
                catch (RootException)
                {
                    continue;
                }
                string code = tree.ToCSharp();

                Generation found = Generation.Of(code);

                bool isEmpty = code.Contains("(\n    );", StringComparison.Ordinal);   // no column can be read: the generator says so
                Assert.That(isEmpty ? [] : found.Errors.Where(e => e.Severity == DiagnosticSeverity.Error), Is.Empty, code);
                Assert.That(isEmpty ? [] : found.Reports, Is.Empty, code);
            }
        }
    }
}
