using System.Buffers.Binary;
using Hep.Jagged;
using Hep.Root.IO.Tests.Hostile;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>What the baskets of a batch hold is bounded, whatever the tree claims of them.</summary>
public sealed class HostileBatchTests
{
    [Test]
    public async Task A_batch_that_holds_more_than_the_budget_is_refused_whatever_the_tree_claims_of_its_size([Values(1, 2)] int threads)
    {
        byte[] bytes = PlainTree.Of(await File.ReadAllBytesAsync(TestData.Sample("background.root")));
        RootColumn column = (await TreeOf(bytes)).Columns.Single(c => c.Name == "Jet_pt");
        ReadOptions options = new() { BatchSize = 100_000, MemoryBudget = column.PlainBytes / 2, Threads = threads };
        Claim(bytes, column.PlainBytes, 1);
        RootTree tree = await TreeOf(bytes);

        RootException refusal = Assert.ThrowsAsync<RootException>(async () =>
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_pt"], options)) batch.Dispose();
        })!;

        Assert.That(refusal.Message, Does.Contain($"hold more than {options.MemoryBudget} bytes"));
        Assert.That(refusal.File, Is.Not.Null);
    }

    private static async Task<RootTree> TreeOf(byte[] bytes) =>
        await (await RootFile.FromMemoryAsync(bytes.ToArray(), "hostile.root")).OpenTreeAsync();

    // fTotBytes, wherever this number stands.
    private static void Claim(byte[] bytes, long plainBytes, long claim)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, plainBytes);
        for (int at = 0; bytes.AsSpan(at).IndexOf(number) is >= 0 and int found; at += found + 8)
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at + found), claim);
    }
}
