using Hep.Testing;

namespace Hep.Jagged.Tests;

[NonParallelizable]   // the meter counts batches of the whole process
public sealed class BroadcastTests
{
    [Test]
    public async Task Every_consumer_sees_every_batch_and_the_source_is_read_once()
    {
        using LiveBatches live = new();
        int read = 0;
        IReadOnlyList<IAsyncEnumerable<EntryBatch>> streams = Counted().Broadcast(3);

        List<int[]>[] seen = await Task.WhenAll(streams.Select(s => Numbered.ReadAsync(s)));

        Assert.That(seen, Is.All.EqualTo(new int[][] { [0, 1, 2], [3, 4], [5] }));
        Assert.That(read, Is.EqualTo(3));
        Assert.That(live.Count, Is.Zero);

        async IAsyncEnumerable<EntryBatch> Counted()
        {
            await foreach (EntryBatch batch in Numbered.Stream([3, 2, 1]))
            {
                read++;
                yield return batch;
            }
        }
    }

    [Test]
    public async Task One_that_stops_early_does_not_hold_the_others_back()
    {
        using LiveBatches live = new();
        IReadOnlyList<IAsyncEnumerable<EntryBatch>> streams = Numbered.Stream([.. Enumerable.Repeat(1, 50)]).Broadcast(2);

        Task<List<int[]>> whole = Numbered.ReadAsync(streams[0]);
        await foreach (EntryBatch batch in streams[1])
        {
            batch.Dispose();
            break;
        }

        Assert.That(await whole, Has.Count.EqualTo(50));
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task When_all_stop_early_nothing_stays_alive()
    {
        using LiveBatches live = new();
        IReadOnlyList<IAsyncEnumerable<EntryBatch>> streams = Numbered.Stream([.. Enumerable.Repeat(1, 50)]).Broadcast(2, ahead: 4);

        await Task.WhenAll(streams.Select(async stream =>
        {
            await foreach (EntryBatch batch in stream)
            {
                batch.Dispose();
                break;
            }
        }));

        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public void The_error_of_the_source_reaches_every_consumer()
    {
        using LiveBatches live = new();
        IOException failure = new("disk on fire");
        IReadOnlyList<IAsyncEnumerable<EntryBatch>> streams = Numbered.Stream([1, 1], failure).Broadcast(2);
        Task[] readers = [.. streams.Select(s => Numbered.ReadAsync(s))];

        foreach (Task reader in readers) Assert.That(async () => await reader, Throws.Exception.SameAs(failure));

        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task A_consumer_reads_its_stream_once()
    {
        IReadOnlyList<IAsyncEnumerable<EntryBatch>> streams = Numbered.Stream([1]).Broadcast(1);
        await Numbered.ReadAsync(streams[0]);

        Assert.That(async () => await Numbered.ReadAsync(streams[0]), Throws.InvalidOperationException.With.Message.Contains("once"));
    }
}
