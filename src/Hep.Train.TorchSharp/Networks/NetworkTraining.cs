using System.Numerics.Tensors;
using Hep.Jagged;
using Hep.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>A network, what it is for, the optimizer that moves its weights, and the way of batches into all of them.</summary>
internal sealed class NetworkTraining : IDisposable
{
    private readonly TrainingProblem _problem;
    private readonly Network _network;
    private readonly Objective _objective;
    private readonly Optimizer _optimizer;

    public NetworkTraining(TrainingProblem problem, Network network, Objective objective)
    {
        _problem = problem;
        _network = network;
        _objective = objective;
        _optimizer = Optimizer.Create(problem.Options, network.Parameters);
    }

    /// <summary>Moves the weights by one batch.</summary>
    /// <returns>The losses of its entries, weighted and summed.</returns>
    public double Step(PaddedBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        double scale = _problem.MeanWeight * batch.EntryCount;
        BatchTensors inputs = new(batch);
        (Tensor numbers, Tensor? penalties) = _network.Evaluate(inputs, Pass.Training);
        Tensor losses = _objective.Losses(numbers, inputs);
        if (penalties is not null) losses = losses.add(penalties, Weights.One);
        Tensor weights = BatchTensors.Made(to => TensorPrimitives.Multiply(batch.Weights, (float)(1 / scale), to), batch.EntryCount);
        Tensor loss = losses.mul(weights).sum();
        _optimizer.Step(loss);
        return loss.item<float>() * scale;
    }

    /// <summary>Predicts one batch, row-major [n, outputs].</summary>
    public void Predict(PaddedBatch batch, Span<float> predictions)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable unrecorded = no_grad();
        _objective.Predict(_network.Evaluate(new BatchTensors(batch), Pass.Evaluation).Numbers, predictions);
    }

    public void Keep() => _network.Keep();

    public void Restore() => _network.Restore();

    public OnnxModel ToModel(string name)
    {
        OnnxGraph graph = new(name);
        _objective.AddOutputs(graph, _network.AddTo(new GraphInputs(graph, _problem.Pipeline)));
        return graph.ToModel();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }
}
