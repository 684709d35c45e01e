using Hep.Inference;
using Hep.Inference.OnnxRuntime;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train.TorchSharp.Tests;

/// <summary>An engine that has learnt from sample events for some steps, and what it and its model make of others.</summary>
internal sealed class NetworkRun : IDisposable
{
    private static readonly int[] AllLabels = [0, 1, 2];
    private static readonly SampleEvents Training = new(64) { Labels = AllLabels };

    public NetworkRun(TorchSharpEngine engine, IReadOnlyList<TrainingHead> heads) : this(engine, _ => heads) { }

    public NetworkRun(NetworkSpecification network, TrainingOptions? options = null)
        : this(new TorchSharpEngine(network), cells => HeadsOf(network, cells), options) { }

    private NetworkRun(TorchSharpEngine engine, Func<int, IReadOnlyList<TrainingHead>> heads, TrainingOptions? options = null)
    {
        FeatureSpecification features = engine is { TakesGrids: true } ? SampleEvents.Features : SampleEvents.Features with { Grid = null };
        Engine = engine;
        FeaturePipeline pipeline = FeaturePipeline.Create(features, FeatureStatistics.CollectAsync(Training, features).Result);
        Problem = new TrainingProblem
        {
            Pipeline = pipeline,
            Heads = heads(pipeline.CellCount),
            Options = options ?? new TrainingOptions { Seed = 3, LearningRate = 0.01 },
        };
        engine.Start(Problem);
    }

    public TorchSharpEngine Engine { get; }

    public TrainingProblem Problem { get; }

    /// <summary>One head over the class of two; where the network names heads, those; of an autoencoder the cells, and its score.</summary>
    private static IReadOnlyList<TrainingHead> HeadsOf(NetworkSpecification network, int cells) => network switch
    {
        UnsupervisedSpecification autoencoder =>
        [
            new TrainingHead { Task = TrainingTask.Reconstruction, OutputCount = cells, Targets = [] },
            .. autoencoder.Anomaly
                ? [new TrainingHead { Name = "anomaly", Task = TrainingTask.Anomaly, OutputCount = 1, Targets = [] }] : (TrainingHead[])[],
        ],
        SupervisedSpecification { Heads: { Count: 3 } heads } =>
        [
            new TrainingHead { Name = heads[0].Name, Task = TrainingTask.Binary, OutputCount = 1, Weight = heads[0].Weight },
            new TrainingHead
            {
                Name = heads[1].Name, Task = TrainingTask.MultiClass, OutputCount = 3, Targets = [1], Weight = heads[1].Weight,
            },
            new TrainingHead
            {
                Name = heads[2].Name, Task = TrainingTask.Regression, OutputCount = 2, Targets = heads[2].Targets,
                TargetMeans = [110, 110], TargetDeviations = [10, 20], Weight = heads[2].Weight,
            },
        ],
        _ => [new TrainingHead { Task = TrainingTask.Binary, OutputCount = 1 }],
    };

    /// <summary>Some passes over the training events.</summary>
    /// <returns>The loss of the last one.</returns>
    public async Task<double> TrainAsync(int passes)
    {
        double loss = double.NaN;
        for (int pass = 0; pass < passes; pass++) loss = await Engine.TrainAsync(Training.Vectorize(Problem.Pipeline));
        return loss;
    }

    /// <summary>What the engine predicts.</summary>
    public async Task<float[]> PredictAsync(EntryBatch events)
    {
        using PaddedBatch batch = Problem.Pipeline.ApplyAll(events);
        float[] predictions = new float[batch.EntryCount * Problem.OutputCount];
        await Engine.PredictAsync(batch, predictions);
        return predictions;
    }

    /// <summary>What the model predicts of raw events in ONNX Runtime, the outputs of its heads beside one another.</summary>
    public async Task<float[]> PredictInOnnxRuntimeAsync(EntryBatch events)
    {
        OnnxModel model = Engine.ToModel();
        model.Metadata[OnnxModel.PipelineKey] = Problem.Pipeline.ToJson();
        await using OnnxPredictor predictor = OnnxPredictor.Load(model.ToArray());
        using Predictions predictions = await predictor.PredictAsync(events);
        float[] all = new float[events.EntryCount * Problem.OutputCount];
        int first = 0;
        foreach (TrainingHead head in Problem.Heads)
        {
            ReadOnlySpan<float> own = predictions[head.OutputName].Get<float>();
            for (int i = 0; i < own.Length; i++)
                all[i / head.OutputCount * Problem.OutputCount + first + i % head.OutputCount] = own[i];
            first += head.OutputCount;
        }
        return all;
    }

    public void Dispose() => Engine.Dispose();
}
