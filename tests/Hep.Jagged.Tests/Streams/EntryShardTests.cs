namespace Hep.Jagged.Tests;

public sealed class EntryShardTests
{
    [Test]
    public async Task Parts_of_any_source_are_equal_and_share_nothing_also_behind_operators([Values(1, 2, 3, 7)] int count)
    {
        IBatchSource chain =
            new NumberedEntries([13, 0, 5, 30, 2, 20_000]).ShuffleEntries(9, seed: 2).Define("twice", "2 * number").Rebatch(8);
        List<double> all = [];

        for (int rank = 0; rank < count; rank++)
        {
            IBatchSource shard = chain.WithShard(rank, count);
            List<double> part = await ReadAsync(shard);
            Assert.That(part, Has.Count.EqualTo(20_050 / count));
            Assert.That(shard.EntryCount, Is.EqualTo(20_050 / count));
            all.AddRange(part);
        }

        Assert.That(all, Is.Unique);
        Assert.That(() => chain.WithShard(2, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static async Task<List<double>> ReadAsync(IBatchSource source)
    {
        List<double> numbers = [];
        await foreach (EntryBatch batch in source.ReadAsync())
            using (batch) numbers.AddRange(batch.Get<double>("number").Values);
        return numbers;
    }
}
