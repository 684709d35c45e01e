using Hep.Jagged;

namespace Hep.Train.Tests.Training;

/// <summary>Batches of epoch after epoch that are made ahead.</summary>
public sealed class BatchesAheadTests
{
    private static readonly FeatureSpecification Features = FeatureSpecification.FromJson("""{"features": {"columns": ["x"]}}""");

    [Test]
    public async Task One_batch_more_is_made_while_one_is_consumed_and_given_back_where_nobody_takes_it()
    {
        List<PaddedBatch> made = [];

        await using BatchesAhead ahead = new((_, _, _) => MakeAsync(made), lastEpoch: 1);
        await foreach ((PaddedBatch batch, _) in ahead.ReadAsync(1, null))
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
            await using BatchesAhead failing = new((_, _, _) => MakeAsync(made, fails: true), lastEpoch: 1);
            await foreach ((PaddedBatch batch, _) in failing.ReadAsync(1, null))
                using (batch) read.Add(batch.EntryCount);
        }, Throws.TypeOf<IOException>());
        Assert.That(read, Is.EqualTo((int[])[1, 2, 3]));

        await using BatchesAhead ahead = new((_, _, _) => MakeAsync(made), lastEpoch: 1);
        await foreach ((PaddedBatch batch, _) in ahead.ReadAsync(1, null))
            using (batch) read.Add(batch.EntryCount);
        Assert.That(read, Is.EqualTo((int[])[1, 2, 3, 1, 2, 3]));
    }

    [Test]
    public async Task Behind_an_epoch_the_next_is_begun_and_behind_the_last_none()
    {
        List<PaddedBatch> made = [];
        List<(int, BatchPosition?)> begun = [];
        BatchPosition place = new("steps", [1]);
        await using BatchesAhead ahead = new((epoch, from, _) =>
        {
            begun.Add((epoch, from));
            return MakeAsync(made);
        }, lastEpoch: 3);

        foreach ((int epoch, int expected) in ((int, int)[])[(1, 2), (2, 3), (3, 3)])
        {
            await ReadAsync(ahead, epoch, epoch == 1 ? place : null);
            Assert.That(begun, Has.Count.EqualTo(expected));
        }

        Assert.That(begun, Is.EqualTo(new (int, BatchPosition?)[] { (1, place), (2, null), (3, null) }));
    }

    [Test]
    public async Task An_epoch_that_was_begun_and_is_not_wanted_gives_its_batch_back()
    {
        List<PaddedBatch> made = [];
        BatchesAhead ahead = new((_, _, _) => MakeAsync(made), lastEpoch: 9);
        await ReadAsync(ahead, 1, null);

        await ReadAsync(ahead, 5, null);
        await ahead.DisposeAsync();

        Assert.That(made, Has.Count.EqualTo(3 + 1 + 3 + 1));
        foreach (PaddedBatch batch in made) Assert.That(() => batch.Features.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    private static async Task ReadAsync(BatchesAhead ahead, int epoch, BatchPosition? from)
    {
        await foreach ((PaddedBatch batch, _) in ahead.ReadAsync(epoch, from)) batch.Dispose();
    }

    private int _made;

    private async IAsyncEnumerable<PlacedBatch<PaddedBatch>> MakeAsync(List<PaddedBatch> made, bool fails = false)
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
                    yield return new(made[^1], new BatchPosition("steps", [rows]));
                }
        if (fails) throw new IOException("no more");
    }
}
