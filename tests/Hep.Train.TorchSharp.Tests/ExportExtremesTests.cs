using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Where shapes end: one cell, one slot, many cells, no object, values that are no numbers, one entry and thousands.</summary>
[NonParallelizable]
public sealed class ExportExtremesTests : TorchFixture
{
    private static readonly EntrySource Source = new(new Guid(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1), "Events") { Location = "made.root" };

    private static IEnumerable<NetworkSpecification> OverCells =>
    [
        new DenseSpecification(), new AutoencoderSpecification { Anomaly = true },
        new VariationalAutoencoderSpecification { Anomaly = true },
    ];

    private static IEnumerable<NetworkSpecification> OverObjects =>
    [
        .. OverCells, new DeepSetsSpecification { Pooling = [Pooling.Sum, Pooling.Mean, Pooling.Max] },
        new SetTransformerSpecification { Width = 8, Pooling = [Pooling.Sum, Pooling.Mean, Pooling.Max] },
    ];

    [TestCaseSource(nameof(OverCells))]
    public Task One_cell(NetworkSpecification network) => CheckAsync(network, """{ "columns": ["x"] }""", objects: 0);

    [TestCaseSource(nameof(OverObjects))]
    public Task One_slot(NetworkSpecification network) => CheckAsync(network, """{ "columns": ["Jet_pt"] }""", objects: 1);

    [TestCaseSource(nameof(OverObjects))]
    public Task Five_hundred_cells(NetworkSpecification network) =>
        CheckAsync(network, """{ "columns": ["Jet_pt", "Jet_eta"] }""", objects: 250);

    private static async Task CheckAsync(NetworkSpecification network, string features, int objects)
    {
        FeatureSpecification specification = FeatureSpecification.FromJson($$"""{ "features": {{features}} }""");
        using TorchSharpEngine engine = new(network);
        TrainingResult result = await Trainer.FitAsync(
            new Some(64, objects), specification, engine, new TrainingOptions { Epochs = 2, Batch = 16 });
        TrainingHead[] heads = [.. result.Validation!.Heads.Select(h => h.Head)];
        int width = heads.Sum(h => h.OutputCount);
        await using OnnxPredictor model = OnnxPredictor.Load(result.Model.ToArray());
        int many = objects > 100 ? 100 : 5000;   // attention among 250 objects takes a megabyte an entry
        foreach ((int entries, int most) in ((int, int)[])[(1, objects), (1, 0), (40, 0), (many, objects)])
        {
            using EntryBatch events = Some.Make(entries, most, seed: 5);
            using PaddedBatch batch = result.Pipeline.ApplyAll(events);
            float[] own = new float[entries * width];
            await engine.PredictAsync(batch, own);
            using Predictions predictions = await model.PredictAsync(events);

            int first = 0;
            foreach (TrainingHead head in heads)
            {
                float[] told = predictions[head.OutputName].Get<float>().ToArray();
                double worst = 0;
                for (int i = 0; i < told.Length; i++)
                {
                    float expected = own[i / head.OutputCount * width + first + i % head.OutputCount];
                    worst = Math.Max(worst, Math.Abs(told[i] - expected) / Math.Max(1.0, Math.Abs(expected)));
                }
                Assert.That(own, Is.All.Matches<float>(float.IsFinite));
                Assert.That(worst, Is.LessThan(1e-5), $"{network.Kind}, {head.OutputName}, {entries} entries");
                first += head.OutputCount;
            }
        }
    }

    /// <summary>Events with a flat column and a collection, a tenth of whose values are NaN or infinite.</summary>
    private sealed class Some(int entries, int objects) : IBatchSource
    {
        public Schema Schema
        {
            get
            {
                using EntryBatch one = Make(1, objects, 1);
                return one.Schema;
            }
        }

        public long? EntryCount => entries;

        public async IAsyncEnumerable<EntryBatch> ReadAsync(
            int epoch = 0, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            cancellationToken.ThrowIfCancellationRequested();
            yield return Make(entries, objects, seed: 1);
        }

        public static EntryBatch Make(int entries, int most, int seed)
        {
            Random random = new(seed);
            float[][] pt = new float[entries][], eta = new float[entries][];
            float[] x = new float[entries], labels = new float[entries];
            for (int i = 0; i < entries; i++)
            {
                int count = i == 0 ? most : random.Next(most + 1);
                labels[i] = i % 2;
                x[i] = Number(random) + labels[i];
                pt[i] = [.. Enumerable.Range(0, count).Select(_ => Number(random))];
                eta[i] = [.. Enumerable.Range(0, count).Select(_ => Number(random))];
            }
            return new EntryBatch(
                [
                    Column.Create("x", x), Column.CreateJagged("Jet_pt", pt), Column.CreateJagged("Jet_eta", eta),
                    Column.Create(DatasetColumns.Label, labels),
                ],
                EntryIdentities.Range(Source, 0, entries));
        }

        private static float Number(Random random) => random.Next(20) switch
        {
            0 => float.NaN,
            1 => random.Next(2) == 0 ? float.PositiveInfinity : float.NegativeInfinity,
            _ => (float)(random.NextDouble() * 4 - 2),
        };
    }
}
