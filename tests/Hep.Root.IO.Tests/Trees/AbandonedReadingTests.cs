using System.Buffers.Binary;
using System.Diagnostics;
using Hep.Jagged;
using Hep.Root.IO.Tests.Hostile;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>A stream that is left, cancelled or broken gives back all that it took, and leaves nothing unsaid.</summary>
[NonParallelizable]
public sealed class AbandonedReadingTests
{
    [Test]
    public async Task No_basket_stays_in_the_budget(
        [Values("", "Jet_pt", "MET_pt")] string damaged, [Values(null, "MET_pt > 30")] string? cut, [Values(1, 2, 4)] int threads,
        [Values(0, 1, 3, 1000)] int batches, [Values] bool cancels)
    {
        byte[] bytes = await File.ReadAllBytesAsync(TestData.Sample("background.root"));
        if (damaged.Length > 0) Damage(bytes, damaged);
        await using RootFile file = await RootFile.FromMemoryAsync(bytes, "damaged.root");
        ReadOptions options = new() { BatchSize = 70, Threads = threads, Where = cut is null ? null : Expression.Parse(cut) };
        TreeSteps steps = (await file.OpenTreeAsync()).Steps(null, options);

        await ReadAsync(steps, threads, batches, cancels);

        Assert.That(steps.Budget.LoadedBytes, Is.Zero);
    }

    [Test]
    public async Task Steps_that_nobody_decodes_are_given_back()
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        List<ReadStep> given = [];
        TreeSteps steps = tree.Steps(null, new ReadOptions { BatchSize = 10 });
        ParallelDecoding decoding = new(Noted(steps, given), threads: 2, ahead: 1, CancellationToken.None);
        (await decoding.NextAsync(CancellationToken.None))!.Dispose();
        await Task.Delay(100);                          // until the next batch waits for room

        await decoding.DisposeAsync();

        Assert.That(given, Has.Count.GreaterThan(1));
        foreach (ReadStep step in given)
            Assert.That(step.IsDisposed, Is.True);
    }

    [Test]
    public async Task What_fails_behind_the_end_is_no_failure_that_nobody_observed()
    {
        List<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs failure) => unobserved.Add(failure.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
            for (int round = 0; round < 10; round++)
                await ReadAsync(tree.Steps(null, new ReadOptions { BatchSize = 10 }), threads: 2, batches: 1, cancels: false);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.That(unobserved, Is.Empty);
    }

    [Test]
    public async Task A_batch_whose_baskets_cannot_be_fetched_ends_in_the_trace([Values(1, 2)] int threads)
    {
        byte[] bytes = PlainTree.Of(await File.ReadAllBytesAsync(TestData.Sample("background.root")));
        foreach (MappedRecord basket in FileMap.Of(bytes).Records.Where(r => r.ClassName == "TBasket" && r.Name == "Jet_pt"))
            ClaimRecord(bytes, basket, int.MaxValue);
        await using RootFile file = await RootFile.FromMemoryAsync(bytes, "damaged.root");
        RootTree tree = await file.OpenTreeAsync();
        using RecordedActivities activities = new("Hep.Root.IO");

        Assert.ThrowsAsync<RootException>(async () =>
        {
            await foreach (EntryBatch batch in tree.ReadBatchesAsync(["Jet_pt"], new ReadOptions { Threads = threads })) batch.Dispose();
        });

        Assert.That(activities.Ended.Select(a => (a.OperationName, a.Status)),
            Does.Contain(("hep.root.batch", ActivityStatusCode.Error)));
    }

    [Test]
    public async Task A_cancelled_stream_ends_at_once_and_in_the_name_of_its_reader([Values(1, 2, 4)] int threads)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        for (int round = 0; round < 20; round++)
        {
            using CancellationTokenSource cancel = new();
            IAsyncEnumerator<EntryBatch> stream =
                tree.ReadBatchesAsync(null, new ReadOptions { BatchSize = 10, Threads = threads }, cancel.Token).GetAsyncEnumerator();
            await stream.MoveNextAsync();
            stream.Current.Dispose();
            await cancel.CancelAsync();

            OperationCanceledException? end = null;
            for (int given = 0; end is null; given++)
            {
                Assert.That(given, Is.LessThanOrEqualTo(threads + 1), "batches that were complete before");
                try
                {
                    if (await stream.MoveNextAsync()) stream.Current.Dispose();
                    else break;
                }
                catch (OperationCanceledException cancelled)
                {
                    end = cancelled;
                }
            }

            Assert.That(end?.CancellationToken, Is.EqualTo(cancel.Token));
            await stream.DisposeAsync();
        }
    }

    [Test]
    public async Task Steps_of_one_batch_each_are_all_taken([Values(2, 3)] int threads, [Values(1, 2)] int ahead)
    {
        await using RootTree tree = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        for (int round = 0; round < 5; round++)
        {
            long entries = 0;
            await foreach (EntryBatch batch in BatchPump.Run(
                tree.Steps(["MET_pt"], new ReadOptions { BatchSize = 1 }).ReadAsync(), threads, ahead, CancellationToken.None))
                using (batch) entries += batch.EntryCount;

            Assert.That(entries, Is.EqualTo(tree.EntryCount));
        }
    }

    private static async Task ReadAsync(TreeSteps steps, int threads, int batches, bool cancels)
    {
        using CancellationTokenSource cancel = new();
        IAsyncEnumerator<EntryBatch> stream =
            BatchPump.Run(steps.ReadAsync(cancel.Token), threads, ahead: 2, cancel.Token).GetAsyncEnumerator();
        try
        {
            for (int i = 0; i < batches && await stream.MoveNextAsync(); i++) stream.Current.Dispose();
            if (!cancels) return;
            await cancel.CancelAsync();
            while (await stream.MoveNextAsync()) stream.Current.Dispose();
        }
        catch (Exception failure) when (failure is RootException or OperationCanceledException)
        {
            // a damaged basket, or the cancellation: what is left behind is what the caller looks at
        }
        finally
        {
            await stream.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private static async IAsyncEnumerable<ReadStep> Noted(TreeSteps steps, List<ReadStep> given)
    {
        await foreach (ReadStep step in steps.ReadAsync())
        {
            given.Add(step);
            yield return step;
        }
    }

    private static void Damage(byte[] bytes, string branch)
    {
        MappedRecord last = FileMap.Of(bytes).Records.Last(r => r.ClassName == "TBasket" && r.Name == branch);
        bytes.AsSpan((last.Payload + last.End) / 2, 8).Fill(0xFF);
    }

    // fBasketBytes, wherever this number stands in the tree or behind it.
    internal static void ClaimRecord(byte[] bytes, MappedRecord record, int claim)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, record.End - record.Start);
        int from = FileMap.Of(bytes).Records.Last(r => r.ClassName == "TTree").Payload;
        for (int found; (found = bytes.AsSpan(from).IndexOf(number)) >= 0; from += found + 4)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(from + found), claim);
    }
}
