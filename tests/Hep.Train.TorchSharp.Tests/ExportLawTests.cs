using CsCheck;
using Hep.Jagged;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>Whatever the network: its model says of raw events, in ONNX Runtime, what the engine says of batches.</summary>
[NonParallelizable]
public sealed class ExportLawTests : TorchFixture
{
    [Test]
    public void A_model_predicts_raw_events_as_its_engine_does() => AnyNetwork.Any.Sample(network =>
    {
        using NetworkRun run = new(network);
        run.TrainAsync(3).Wait();
        foreach (SampleEvents events in (SampleEvents[])[new(40, seed: 2), new(1, seed: 3), new(7, seed: 4) { MostObjects = 0 }])
        {
            using EntryBatch batch = events.Make(0, (int)events.EntryCount!);
            float[] engine = run.PredictAsync(batch).Result, onnx = run.PredictInOnnxRuntimeAsync(batch).Result;
            Assert.That(engine, Is.All.Matches<float>(float.IsFinite), network.ToJson());
            Assert.That(Difference(engine, onnx), Is.LessThan(1e-5), network.ToJson());
        }
    }, iter: 150, threads: 1, print: n => n.ToJson());

    /// <summary>The greatest difference, relative where numbers are large.</summary>
    private static double Difference(float[] engine, float[] onnx) =>
        engine.Zip(onnx, (a, b) => Math.Abs(a - b) / Math.Max(1.0, Math.Abs(a))).Max();
}
