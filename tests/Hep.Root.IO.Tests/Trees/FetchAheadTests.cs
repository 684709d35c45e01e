using Hep.Jagged;
using Hep.Root.IO.Bytes;
using Hep.Root.IO.Trees.Reading;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>Trees in a file that answers late: what is read is the same, and waiting is shared.</summary>
[NonParallelizable]
public sealed class FetchAheadTests
{
    [Test]
    public async Task What_is_read_from_a_slow_source_is_what_a_local_file_has(
        [Values(1, 2, 3)] int threads, [Values(100, 777)] int batchSize)
    {
        using LiveBatches live = new();
        ReadOptions options = new() { Threads = threads, BatchSize = batchSize };
        await using RootTree local = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 20);

        List<(int, double)> read = await SumsAsync(slow.Tree.ReadBatchesAsync(options: options));

        Assert.That(read, Is.EqualTo(await SumsAsync(local.ReadBatchesAsync(options: options))));
        Assert.That(slow.Source.MostAtOnce, Is.GreaterThan(threads));
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task A_source_that_answers_at_once_is_asked_for_one_step_at_a_time()
    {
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 0);

        await SumsAsync(slow.Tree.ReadBatchesAsync(options: new ReadOptions { BatchSize = 100 }));

        Assert.That(slow.Source.MostAtOnce, Is.EqualTo(1));
    }

    [Test]
    public async Task A_stream_that_is_left_gives_all_back_and_writes_nothing_more([Values(1, 2)] int threads, [Values(0, 1, 3)] int taken)
    {
        using LiveBatches live = new();
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 20);
        int left = taken;
        slow.Source.IsStubborn = true;

        await foreach (EntryBatch batch in slow.Tree.ReadBatchesAsync(options: new ReadOptions { BatchSize = 100, Threads = threads }))
        {
            batch.Dispose();
            if (--left <= 0) break;
        }

        Assert.That(live.Count, Is.Zero);
        Assert.That(slow.Source.AtOnce, Is.Zero);
    }

    [Test]
    public async Task A_cancelled_stream_ends_at_once([Values(1, 2)] int threads)
    {
        using LiveBatches live = new();
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 20);
        using CancellationTokenSource cancel = new();
        slow.Source.Delay = TimeSpan.FromMinutes(10);
        cancel.CancelAfter(50);

        ReadOptions options = new() { Threads = threads };

        Assert.That(() => SumsAsync(slow.Tree.ReadBatchesAsync(options: options, cancellationToken: cancel.Token)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(live.Count, Is.Zero);
        Assert.That(slow.Source.AtOnce, Is.Zero);
    }

    [Test]
    public async Task Batches_before_a_failure_are_read_first([Values(1, 2)] int threads)
    {
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 20);
        List<int> read = [];
        slow.Source.FailsBehind = slow.Source.Length / 2;

        Assert.That(async () =>
        {
            ReadOptions options = new() { BatchSize = 100, Threads = threads };
            await foreach (EntryBatch batch in slow.Tree.ReadBatchesAsync(["MET_pt"], options))
                using (batch) read.Add(batch.EntryCount);
        }, Throws.TypeOf<RootException>().With.Message.Contains("no further"));
        Assert.That(read, Is.Not.Empty.And.All.EqualTo(100));
    }

    [Test]
    public async Task Steps_that_were_planned_come_before_the_failure_to_plan_more([Values(1, 2)] int threads)
    {
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 20);
        TreeSteps steps = slow.Tree.Steps(["MET_pt"], new ReadOptions { BatchSize = 100 });
        int read = 0;

        Assert.That(async () =>
        {
            await foreach (EntryBatch batch in BatchPump.Run(Failing(), threads, ahead: 1, CancellationToken.None))
                using (batch) read++;
        }, Throws.TypeOf<InvalidOperationException>());
        Assert.That(read, Is.EqualTo(7));

        async IAsyncEnumerable<ReadStep> Failing()
        {
            int batches = 0;
            await foreach (ReadStep step in steps.ReadAsync())
            {
                yield return step;
                if (step.EndsBatch && ++batches == 7) throw new InvalidOperationException();
            }
        }
    }

    [Test]
    public async Task Neither_the_end_nor_a_failure_to_plan_more_cancels_steps_that_were_given([Values] bool fails)
    {
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 20);
        TreeSteps steps = slow.Tree.Steps(["MET_pt"], new ReadOptions { BatchSize = 100 });
        List<ReadStep> given = [];

        try
        {
            await foreach (ReadStep step in FetchAhead.Run(Planned())) given.Add(step);
        }
        catch (InvalidOperationException) when (fails) { }

        Assert.That(given, Has.Count.GreaterThan(10));
        foreach (ReadStep step in given)
        {
            await step.FetchAsync(CancellationToken.None);
            await step.AbandonAsync();
        }

        async IAsyncEnumerable<ReadStep> Planned()
        {
            await foreach (ReadStep step in steps.ReadAsync()) yield return step;
            if (fails) throw new InvalidOperationException();
        }
    }

    [Test]
    public async Task Files_that_answer_at_once_among_slow_ones_are_read_to_their_ends([Values(1, 2, 3)] int threads)
    {
        await using RootTree local = await RootTree.OpenAsync(TestData.Sample("signal.root"));
        await using SlowFile slow = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 1 << 26);
        await using SlowFile quick = await SlowFile.OpenAsync(TestData.Sample("signal.root"), bytesAhead: 0);
        ReadOptions options = new() { BatchSize = 100 };
        List<(int, double)> one = await SumsAsync(local.ReadBatchesAsync(options: options));

        List<(int, double)> read =
            await SumsAsync(BatchPump.Run(Planned(), threads, ahead: 1, CancellationToken.None)).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(read, Is.EqualTo(one.Concat(one).Concat(one).Concat(one)));

        async IAsyncEnumerable<ReadStep> Planned()
        {
            List<Task> fetched = [];
            foreach (SlowFile file in (SlowFile[])[slow, quick, slow, quick])
            {
                TreeSteps steps = file.Tree.Steps(null, options);
                await foreach (ReadStep step in steps.ReadAsync()) yield return step;
                fetched.Add(steps.WhenFetched);
            }
            await Task.WhenAll(fetched);    // as before files are closed
        }
    }

    private static async Task<List<(int, double)>> SumsAsync(IAsyncEnumerable<EntryBatch> batches)
    {
        List<(int, double)> sums = [];
        await foreach (EntryBatch batch in batches)
            using (batch) sums.Add((batch.EntryCount, batch.GetAs<double>("Jet_pt").Values.ToArray().Sum()));
        return sums;
    }

    private sealed class SlowFile(RootFile file, RootTree tree, SlowSource source) : IAsyncDisposable
    {
        public RootTree Tree => tree;

        public SlowSource Source => source;

        public static async Task<SlowFile> OpenAsync(string path, int bytesAhead)
        {
            SlowSource source = new(await File.ReadAllBytesAsync(path), bytesAhead);
            RootFile file = await RootFile.FromSourceAsync(source);
            return new SlowFile(file, await file.OpenTreeAsync(), source);
        }

        public ValueTask DisposeAsync() => file.DisposeAsync();
    }

    private sealed class SlowSource(byte[] content, int bytesAhead) : IByteSource
    {
        private readonly MemorySource _memory = new(content, "slow");
        private int _atOnce, _mostAtOnce;

        public string Location => _memory.Location;

        public long Length => _memory.Length;

        public int BytesAhead => bytesAhead;

        /// <summary>Whether it goes on when it is cancelled, as one in the middle of writing does.</summary>
        public bool IsStubborn { get; set; }

        public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(2);

        public long FailsBehind { get; set; } = long.MaxValue;

        public int AtOnce => Volatile.Read(ref _atOnce);

        public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

        public async ValueTask ReadAsync(IReadOnlyList<ByteRead> reads, CancellationToken cancellationToken = default)
        {
            int now = Interlocked.Increment(ref _atOnce);
            InterlockedMax(ref _mostAtOnce, now);
            try
            {
                await Task.Delay(IsStubborn ? Delay * 5 : Delay, IsStubborn ? default : cancellationToken);
                if (reads.Any(r => r.Offset > FailsBehind)) throw new RootException("The file goes no further.") { File = "slow" };
                await _memory.ReadAsync(reads, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _atOnce);
            }
        }

        public ValueTask DisposeAsync() => _memory.DisposeAsync();

        private static void InterlockedMax(ref int target, int value)
        {
            int seen = Volatile.Read(ref target);
            while (seen < value && Interlocked.CompareExchange(ref target, value, seen) is var before && before != seen) seen = before;
        }
    }
}
