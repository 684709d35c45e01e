using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Root.IO.Tests.Diagnostics;

/// <summary>What an application hears of reading. Meters and traces are of the process: nothing else runs beside.</summary>
[NonParallelizable]
public sealed class DiagnosticsTests
{
    [Test]
    public async Task A_file_is_one_line_and_batches_are_for_who_looks_for_a_fault()
    {
        LogLines log = new();
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"), new() { Logger = log });
        await ReadAsync(await file.OpenTreeAsync(), batchSize: 4_000);

        string line = $"Opened {file.Location}: {file.Length} bytes, 1 keys, written by ROOT version {file.Version}";
        Assert.That(log.At(LogLevel.Information), Is.EqualTo(new[] { line }));
        Assert.That(log.Lines.Select(l => l.Level), Has.None.GreaterThan(LogLevel.Information));
        Assert.That(log.At(LogLevel.Debug).Where(l => l.StartsWith("Read ", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            $"Read entries 0 to 4000 of tree Events of {file.Location}", $"Read entries 4000 to 8000 of tree Events of {file.Location}",
        }));
    }

    [Test]
    public async Task A_file_that_was_recovered_is_a_warning()
    {
        byte[] open = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));
        int top = 100 + BinaryPrimitives.ReadInt32BigEndian(open.AsSpan(28));
        BinaryPrimitives.WriteInt32BigEndian(open.AsSpan(top + 26), 0);             // the place of the list of keys
        LogLines log = new();

        await using RootFile file = await RootFile.FromMemoryAsync(open, "open.root", new() { Recover = true, Logger = log });

        Assert.That(log.At(LogLevel.Warning).Single(), Does.StartWith("open.root was not closed by its writer: 1 keys were gathered"));
    }

    [Test]
    public async Task Class_layouts_that_are_damaged_are_a_warning()
    {
        byte[] damaged = await File.ReadAllBytesAsync(TestData.Sample("signal.root"));
        BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(37), int.MaxValue);            // fSeekInfo
        LogLines log = new();
        await using RootFile file = await RootFile.FromMemoryAsync(damaged, "damaged.root", new() { Logger = log });

        RootTree tree = await file.OpenTreeAsync();

        Assert.That(tree.EntryCount, Is.EqualTo(8_000));
        Assert.That(log.At(LogLevel.Warning).Single(), Does.StartWith("The class layouts of damaged.root are skipped"));
    }

    [Test]
    [Category("Corpus")]
    public async Task Columns_that_cannot_be_read_are_told_with_the_reason()
    {
        LogLines log = new();
        string path = TestData.Reference("corpus", "files", "PHYSLITE_example.root");
        await using RootFile file = await RootFile.OpenAsync(path, new() { Logger = log });

        RootTree tree = await file.OpenTreeAsync();

        RootColumn[] unreadable = [.. tree.Columns.Where(c => c.Schema is null)];
        Assert.That(
            log.Lines.Where(l => l.Id == 5).Select(l => l.Text),
            Is.EqualTo(unreadable.Select(c => $"Column {c.Name} of tree {tree.Path} of {path} is not readable: {c.WhyUnreadable}")));
        Assert.That(log.At(LogLevel.Debug), Has.Some.EndsWith($"{tree.Columns.Count} columns, {unreadable.Length} of them not readable"));
    }

    [Test]
    public async Task A_dataset_tells_its_logger_what_it_holds()
    {
        LogLines log = new();
        string[] files = [TestData.Sample("signal.root"), TestData.Sample("background.root")];
        DatasetSpecification specification = new() { Sources = [new() { Files = files }] };

        RootDataset dataset = await RootDataset.OpenAsync(specification, new() { Opening = new() { Logger = log } });

        Assert.That(
            log.At(LogLevel.Information).Last(),
            Is.EqualTo($"Opened a dataset of 2 files: {dataset.EntryCount} entries, {dataset.Schema.Count} columns"));
        Assert.That(log.Lines.Count(l => l.Id == 1), Is.EqualTo(2));
    }

    [Test]
    public async Task The_meter_counts_what_was_read()
    {
        Dictionary<string, long> counted = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "Hep.Root.IO") l.EnableMeasurementEvents(instrument); },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value);
        listener.Start();

        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync();
        long opened = counted["hep.root.bytes.read"], metadata = counted.GetValueOrDefault("hep.root.bytes.decompressed");
        await ReadAsync(tree, batchSize: 3_000);

        Assert.That(counted["hep.root.entries"], Is.EqualTo(8_000));
        Assert.That(counted["hep.root.baskets"], Is.GreaterThanOrEqualTo(tree.Columns.Count));
        Assert.That(counted["hep.root.bytes.read"] - opened, Is.GreaterThanOrEqualTo(tree.StoredBytes).And.LessThan(2 * tree.StoredBytes));
        // What branches count as plain has the keys of their baskets in it.
        long plain = counted["hep.root.bytes.decompressed"] - metadata;
        Assert.That(plain, Is.GreaterThan(tree.PlainBytes / 2).And.LessThanOrEqualTo(tree.PlainBytes));
    }

    [Test]
    public async Task A_trace_has_a_span_for_file_tree_and_batch_and_tells_failures()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = s => s.Name == "Hep.Root.IO",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);

        await using (RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root")))
            await ReadAsync(await file.OpenTreeAsync(), batchSize: 5_000);
        Assert.That(async () => await RootFile.FromMemoryAsync(new byte[8]), Throws.TypeOf<RootException>());

        string[] names = ["hep.root.open", "hep.root.tree", "hep.root.batch", "hep.root.batch", "hep.root.open"];
        Assert.That(spans.Select(s => s.OperationName), Is.EqualTo(names));
        Activity last = spans[3];
        Assert.That(
            (last.GetTagItem("hep.root.tree"), last.GetTagItem("hep.root.first_entry"), last.GetTagItem("hep.root.entries")),
            Is.EqualTo(("Events", 5_000L, 3_000)));
        Assert.That(spans[..4].Select(s => s.Status), Is.All.EqualTo(ActivityStatusCode.Unset));
        Assert.That(spans[4].Status, Is.EqualTo(ActivityStatusCode.Error));
        Assert.That(Activity.Current, Is.Null);
    }

    [Test]
    public void Where_nobody_listens_nothing_is_allocated()
    {
        ILogger nobody = NullLogger.Instance;
        Tell(nobody);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1_000; i++) Tell(nobody);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void Tell(ILogger logger)
    {
        using (ReadingActivity.StartFile("f.root")) logger.FileOpened("f.root", 1, 1, 62404);
        using (ReadingActivity.StartTree("f.root", "Events"))
        using (ReadingActivity.StartBatch("f.root", "Events", 0, 10_000)) logger.BatchRead(0, 10_000, "Events", "f.root");
        ReadingMeter.AddRead(1);
        ReadingMeter.AddDecompressed(1);
        ReadingMeter.AddBaskets(1);
        ReadingMeter.AddEntries(1);
    }

    private static async Task ReadAsync(RootTree tree, int batchSize)
    {
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(options: new() { BatchSize = batchSize })) batch.Dispose();
    }
}
