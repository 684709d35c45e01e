using Hep.Jagged;

namespace Hep.Train.Tests.Data;

/// <summary>Streams of padded batches.</summary>
public sealed class PaddedStreamsTests
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""{"features": {"columns": ["x"]}}""");

    [Test]
    public async Task One_batch_more_is_made_while_one_is_consumed_and_given_back_where_nobody_takes_it()
    {
        List<PaddedBatch> made = [];

        await foreach (PaddedBatch batch in MakeAsync(made).OneAheadAsync())
            using (batch)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref _made) == 2, TimeSpan.FromSeconds(5));
                break;
            }

        Assert.That(made, Has.Count.EqualTo(2));
        Assert.That(() => made[1].Features.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task All_batches_come_in_their_order_and_a_failure_behind_them()
    {
        List<PaddedBatch> made = [];
        List<int> read = [];

        Assert.That(async () =>
        {
            await foreach (PaddedBatch batch in MakeAsync(made, fails: true).OneAheadAsync())
                using (batch) read.Add(batch.EntryCount);
        }, Throws.TypeOf<IOException>());
        Assert.That(read, Is.EqualTo((int[])[1, 2, 3]));

        await foreach (PaddedBatch batch in MakeAsync(made).OneAheadAsync())
            using (batch) read.Add(batch.EntryCount);
        Assert.That(read, Is.EqualTo((int[])[1, 2, 3, 1, 2, 3]));
    }

    private int _made;

    private async IAsyncEnumerable<PaddedBatch> MakeAsync(List<PaddedBatch> made, bool fails = false)
    {
        _made = 0;
        SyntheticEvents events = new(10) { BatchSize = 10 };
        FeaturePipeline pipeline = FeaturePipeline.Create(Features, await FeatureStatistics.CollectAsync(events, Features));
        await foreach (PaddedBatch all in events.Vectorize(pipeline))
            using (all)
                for (int rows = 1; rows <= 3; rows++)
                {
                    made.Add(all.Take([.. Enumerable.Range(0, rows)]));
                    Volatile.Write(ref _made, made.Count);
                    yield return made[^1];
                }
        if (fails) throw new IOException("no more");
    }
}
