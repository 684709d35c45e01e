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
    private const string RandomState = "random_state";

    private readonly TrainingProblem _problem;
    private readonly Network _network;
    private readonly Objective _objective;
    private readonly TorchDevice _device;
    private readonly Optimizer _optimizer;
    private readonly WeightStore _weights;

    /// <param name="problem">What is to be learnt.</param>
    /// <param name="network">Owned from here on.</param>
    /// <param name="objective">What its numbers are for.</param>
    /// <param name="device">Where it is computed; owned from here on.</param>
    public NetworkTraining(TrainingProblem problem, Network network, Objective objective, TorchDevice device)
    {
        (_problem, _network, _objective, _device) = (problem, network, objective, device);
        _optimizer = Optimizer.Create(problem.Options, network.Parameters);
        _weights = new WeightStore([.. network.Parameters, .. network.Statistics]);
    }

    /// <summary>The size of the next step.</summary>
    public double LearningRate { set => _optimizer.LearningRate = value; }

    /// <summary>Moves the weights by one batch, or adds its gradients to those of its step.</summary>
    /// <returns>The losses of its entries, weighted and summed.</returns>
    public double Step(PaddedBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        double scale = _problem.MeanWeight * _optimizer.EntriesOfStep(batch.EntryCount);
        BatchTensors inputs = new(batch, _device);
        (Tensor numbers, Tensor? penalties) = _network.Evaluate(inputs, Pass.Training);
        Tensor losses = _objective.Losses(TorchDevice.Wide(numbers), inputs);
        if (penalties is not null) losses = losses.add(penalties, Weights.One);
        Tensor weights = _device.Written(to => TensorPrimitives.Multiply(batch.Weights, (float)(1 / scale), to), batch.EntryCount);
        Tensor loss = losses.mul(weights).sum();
        _optimizer.Step(loss, batch.EntryCount);
        return loss.item<float>() * scale;
    }

    /// <summary>Makes the last step of an epoch, if batches wait for it.</summary>
    public void EndEpoch() => _optimizer.EndEpoch();

    /// <summary>Predicts one batch, row-major, the numbers of all heads beside one another.</summary>
    public void Predict(PaddedBatch batch, Span<float> predictions)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable unrecorded = no_grad();
        BatchTensors inputs = new(batch, _device);
        _objective.Predict(_network.Evaluate(inputs, Pass.Evaluation).Numbers, inputs, predictions);
    }

    public void Keep() => _weights.Keep();

    public void Restore() => _weights.Restore();

    public void SaveTo(EngineState state)
    {
        _weights.SaveTo(state);
        _optimizer.SaveTo(state);
        using Tensor random = _device.Generator.get_state();
        state.Add<byte>(RandomState, random.bytes);
    }

    public void LoadFrom(EngineState state)
    {
        _weights.LoadFrom(state);
        _optimizer.LoadFrom(state);
        using Tensor random = StateTensors.Of(state.Get<byte>(RandomState));
        _device.Generator.set_state(random);
    }

    public OnnxModel ToModel(string name)
    {
        OnnxGraph graph = new(name);
        GraphInputs inputs = new(graph, _problem.Pipeline);
        _objective.AddOutputs(inputs, _network.AddTo(inputs));
        return graph.ToModel();
    }

    public void Dispose()
    {
        _weights.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
        _device.Dispose();
    }
}
