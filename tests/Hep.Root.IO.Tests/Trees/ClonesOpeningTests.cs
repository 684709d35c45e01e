using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Trees whose metadata do not name the class of a TClonesArray: opening one asks its first entry.</summary>
[Category("Corpus")]
public sealed class ClonesOpeningTests
{
    private static readonly byte[] Bytes =
        File.ReadAllBytes(TestData.Reference("corpus", "files", "roottest-tree-selectorreader-trees-TreeNestedClones.root"));

    [Test]
    public async Task The_members_of_the_class_are_columns()
    {
        await using RootFile file = await OpenAsync(Bytes);
        RootTree tree = await file.OpenTreeAsync();

        Assert.That(tree.Columns.Select(c => c.Name), Does.Contain("arr/arr.arr.fPosX").And.Not.Contain("arr/arr.arr"));
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(["arr/arr.arr.fPosX", "arr/arr.fBits"]))
            using (batch)
            {
                Column inner = batch["arr/arr.arr.fPosX"];
                Assert.That(inner.Offsets(0).ToArray(), Is.EqualTo(batch["arr/arr.fBits"].Offsets(0).ToArray()));
                Assert.That(inner.Offsets(1).ToArray(), Is.EqualTo(Enumerable.Range(0, 26).Select(i => 5 * i)));
            }
    }

    [Test]
    public async Task Where_no_entry_can_be_read_the_tree_opens_and_the_array_is_bytes()
    {
        byte[] damaged = [.. Bytes];
        int key = damaged.AsSpan().IndexOf("\aTBasket\aarr.arr\u0010TreeNestedClones"u8);
        damaged.AsSpan(key + 60, 40).Fill(0xFF);

        await using RootFile file = await OpenAsync(damaged);
        RootTree tree = await file.OpenTreeAsync();

        RootColumn column = tree.Columns.Single(c => c.Name.StartsWith("arr/arr.arr", StringComparison.Ordinal));
        Assert.That(column.Schema?.Type, Is.EqualTo(ElementType.Bytes));
        Assert.That(column.WhyUnreadable, Does.Contain("objects of any class"));
    }

    private static Task<RootFile> OpenAsync(byte[] bytes) => RootFile.FromSourceAsync(new MemorySource(bytes, "memory"));
}
