using Hep.Jagged;

namespace Hep.Train.Tests.Data;

/// <summary>Streams of padded batches that know where they are.</summary>
public sealed class PaddedStreamsTests
{
    private static readonly FeatureSpecification Features = new() { Columns = ["x"], Where = "x > -0.5" };

    [Test]
    public async Task Whatever_cuts_leave_batches_have_one_size_and_behind_each_reading_goes_on()
    {
        SyntheticEvents events = new(200) { BatchSize = 13 };
        FeaturePipeline pipeline = FeaturePipeline.Create(Features, await FeatureStatistics.CollectAsync(events, Features));

        foreach (int size in (int[])[1, 7, 13, 14, 40, 500])
        {
            List<(float[] Rows, BatchPosition Behind)> whole = await ReadAsync(size, null);
            Assert.That(whole.SkipLast(1).Select(b => b.Rows.Length), Is.All.EqualTo(size));

            for (int i = 0; i < whole.Count; i++)
                Assert.That((await ReadAsync(size, whole[i].Behind)).Select(b => b.Rows),
                    Is.EqualTo(whole.Skip(i + 1).Select(b => b.Rows)));
        }

        async Task<List<(float[] Rows, BatchPosition Behind)>> ReadAsync(int size, BatchPosition? from)
        {
            List<(float[], BatchPosition)> read = [];
            IAsyncEnumerable<PlacedBatch<PaddedBatch>> batches = PaddedStreams.RebatchAsync(
                place => ((IBatchSource)events).ReadPlacedAsync(0, place).ApplyAsync(pipeline), size, from);
            await foreach ((PaddedBatch batch, BatchPosition behind) in batches)
                using (batch) read.Add((batch.Features.ToArray(), behind));
            return read;
        }
    }
}
