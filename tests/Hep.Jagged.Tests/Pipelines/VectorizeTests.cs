using Hep.Testing;
using static Hep.Jagged.Tests.Pipelines.TestColumns;

namespace Hep.Jagged.Tests.Pipelines;

/// <summary>The stream of padded batches.</summary>
public sealed class VectorizeTests
{
    [Test]
    public async Task Rows_do_not_depend_on_how_entries_are_batched()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2, 3, 4, 5),
            Jagged<float>("Jet_pt", "nJet", [5, 6], [], [7], [8, 9, 1], [2]));
        FeaturePipeline pipeline = await Fit("""
            {"where": "x != 2", "features": {"columns": ["x", "Jet_pt"], "scaling": {"*": "standard"},
              "collections": {"Jet": {"where": "Jet_pt > 1", "order_by": "Jet_pt"}}}}
            """, batch);
        using BatchSource whole = BatchSource.From(batch.Share()),
            parts = BatchSource.From(batch.Slice(0, 2), batch.Slice(2, 1), batch.Slice(3, 2));

        Assert.That(await Rows(parts.ReadAsync().Vectorize(pipeline)), Is.EqualTo(await Rows(whole.ReadAsync().Vectorize(pipeline))));
    }

    [Test]
    public async Task Several_threads_give_the_same_rows_in_the_same_order([Values(2, 3, 8)] int threads)
    {
        FeaturePipeline pipeline = await NumbersAsync();
        using LiveBatches live = new();

        List<float[]> here = await Rows(Stream(100).Vectorize(pipeline)), ahead = await Rows(Stream(100).Vectorize(pipeline, threads));

        Assert.That(ahead, Has.Count.EqualTo(200).And.EqualTo(here));
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task Batches_before_a_failure_come_first_whoever_meets_it([Values(1, 2, 5)] int threads, [Values] bool atReading)
    {
        FeaturePipeline pipeline = await NumbersAsync();
        using LiveBatches live = new();
        int read = 0;

        Assert.That(async () =>
        {
            await foreach (PaddedBatch batch in Stream(50, failsAt: 20, atReading).Vectorize(pipeline, threads))
                using (batch) read++;
        }, Throws.InstanceOf<PipelineException>());
        Assert.That(read, Is.EqualTo(20));
        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task A_stream_that_is_left_gives_all_back([Values(1, 2, 5)] int threads)
    {
        FeaturePipeline pipeline = await NumbersAsync();
        using LiveBatches live = new();

        await foreach (PaddedBatch batch in Stream(50).Vectorize(pipeline, threads))
        {
            batch.Dispose();
            break;
        }

        Assert.That(live.Count, Is.Zero);
    }

    [Test]
    public async Task Views_as_tensors_show_the_same_memory()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2), Column.Create<float>("y", 3, 4));
        using PaddedBatch padded = (await Fit("""{"features": {"columns": ["*"]}}""", batch)).Apply(batch);

        Assert.That(padded.FeaturesTensor[1, 0], Is.EqualTo(2));
        Assert.That(padded.MaskTensor[1, 1], Is.True);
        Assert.That(padded.FeaturesTensor.Lengths.ToArray(), Is.EqualTo(new nint[] { 2, 2 }));
    }

    [Test]
    public async Task A_disposed_batch_shows_nothing()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2));
        PaddedBatch padded = (await Fit("""{"features": {"columns": ["*"]}}""", batch)).Apply(batch);

        padded.Dispose();
        padded.Dispose();

        Assert.That(() => padded.Features.Length, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Several_threads_share_a_pipeline_over_streams_of_different_types()
    {
        using EntryBatch floats = Batch(Column.Create<float>("x", 1, 2, 3)), doubles = Batch(Column.Create<double>("x", 1, 2, 3)),
            integers = Batch(Column.Create<short>("x", 1, 2, 3));
        FeaturePipeline pipeline = await Fit("""{"features": {"columns": ["x"], "scaling": {"*": "minmax"}}}""", floats);

        await Parallel.ForAsync(0, 300, (i, _) =>
        {
            using PaddedBatch padded = pipeline.Apply((i % 3) switch { 0 => floats, 1 => doubles, _ => integers });
            Assert.That(padded.Features.ToArray(), Is.EqualTo(new[] { 0, 0.5f, 1 }));
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<FeaturePipeline> NumbersAsync()
    {
        using EntryBatch batch = Batch(Column.Create<float>("x", 1, 2));
        return await Fit("""{"features": {"columns": ["x"]}}""", batch);
    }

    private static async IAsyncEnumerable<EntryBatch> Stream(int batches, int failsAt = -1, bool atReading = false)
    {
        for (int i = 0; i < batches; i++)
        {
            if (i == failsAt && atReading) throw new PipelineException("No more.");
            yield return i == failsAt ? Batch(Column.Create<float>("y", 1)) : Batch(Column.Create<float>("x", i, i + 1));
            await Task.Yield();
        }
    }

    private static async Task<List<float[]>> Rows(IAsyncEnumerable<PaddedBatch> batches)
    {
        List<float[]> rows = [];
        await foreach (PaddedBatch batch in batches)
            using (batch)
                for (int row = 0; row < batch.EntryCount; row++)
                    rows.Add(batch.Features.Slice(row * batch.CellCount, batch.CellCount).ToArray());
        return rows;
    }
}
