using CsCheck;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>What holds for trees of any size, cut in any way.</summary>
public sealed class TreeWritingLaws
{
    [TestCase(TreeFormat.TTree)]
    [TestCase(TreeFormat.RNTuple)]
    public async Task What_is_written_comes_back_whatever_batches_baskets_clusters_and_saves_are(TreeFormat format)
    {
        string path = Path.Combine(TestData.NewFolder(), "law.root");
        Gen<int[]> cuts = Gen.Int[0, 60].Array[1, 5];
        Gen<ReadOptions> reading = Gen.Select(Gen.Int[1, 400], Gen.Int[1, 3], (entries, threads) =>
            new ReadOptions { BatchSize = entries, Threads = threads });

        await Gen.Select(cuts, Gen.Int[1, 3_000], Gen.Int[1, 20_000], Gen.Int[1, 3], Gen.Int[0, 1], reading)
            .SampleAsync(async (sizes, basketBytes, clusterBytes, threads, lists, options) =>
            {
                EntryBatch[] batches = [.. sizes.Select((entries, i) => WrittenEvents.AllForms(entries, seed: i))];
                using EntryBatch expected = EntryBatch.Concat(batches);
                await WrittenTree.WriteAsync(path, batches, new() { AutoSaveBytes = 5_000, Compression = RootCompression.Lz4(1) },
                    new()
                    {
                        Format = format, BasketBytes = basketBytes, ClusterBytes = clusterBytes, Threads = threads,
                        Lists = (ListStorage)lists,
                    });

                if (expected.EntryCount > 0)
                {
                    using EntryBatch found = await WrittenTree.ReadAsync(path, options: options);
                    WrittenTree.AssertSame(found, expected);
                }
                foreach (EntryBatch batch in batches) batch.Dispose();
            }, iter: 60, threads: 1);
    }
}
