using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;
using Hep.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>A dense network, the optimizer that moves its weights, and the way of batches into both.</summary>
internal sealed class DenseTraining : IDisposable
{
    private const string RandomState = "random_state";

    private readonly NetworkSpecification _network;
    private readonly TrainingProblem _problem;
    private readonly HeadForms _head;
    private readonly DenseNetwork _dense;
    private readonly Optimizer _optimizer;
    private readonly WeightStore _weights;

    public DenseTraining(NetworkSpecification network, TrainingProblem problem)
    {
        _network = network;
        _problem = problem;
        _head = HeadForms.Of(problem.Task);
        _dense = new DenseNetwork(network, problem.CellCount, problem.OutputCount, problem.Options.Seed);
        _optimizer = Optimizer.Create(problem.Options, _dense.Parameters);
        _weights = new WeightStore(_dense.Parameters);
    }

    /// <summary>Moves the weights by one batch.</summary>
    /// <returns>The losses of its entries, weighted and summed.</returns>
    public double Step(PaddedBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        double scale = _problem.MeanWeight * _optimizer.EntriesOfStep(batch.EntryCount);
        Tensor losses = _head.Losses(_dense.EvaluateInTraining(Input(batch)), Labels(batch));
        Tensor loss = losses.mul(Weights(batch, 1 / scale)).sum();
        _optimizer.Step(loss, batch.EntryCount);
        return loss.item<float>() * scale;
    }

    /// <summary>The size of the next step.</summary>
    public double LearningRate { set => _optimizer.LearningRate = value; }

    /// <summary>Makes the last step of an epoch, if batches wait for it.</summary>
    public void EndEpoch() => _optimizer.EndEpoch();

    /// <summary>Predicts one batch, row-major [n, outputs].</summary>
    public void Predict(PaddedBatch batch, Span<float> predictions)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable unrecorded = no_grad();
        Tensor predicted = _head.Torch(_dense.Evaluate(Input(batch))).contiguous();
        MemoryMarshal.Cast<byte, float>(predicted.bytes).CopyTo(predictions);
        TargetUnits.Restore(predictions, _problem);
    }

    public void Keep() => _weights.Keep();

    public void Restore() => _weights.Restore();

    public void SaveTo(EngineState state)
    {
        _weights.SaveTo(state);
        _optimizer.SaveTo(state);
        using Tensor random = _dense.Generator.get_state();
        state.Add<byte>(RandomState, random.bytes);
    }

    public void LoadFrom(EngineState state)
    {
        _weights.LoadFrom(state);
        _optimizer.LoadFrom(state);
        using Tensor random = tensor(state.Get<byte>(RandomState).ToArray());
        _dense.Generator.set_state(random);
    }

    public OnnxModel ToModel()
    {
        OnnxGraph graph = new(_network.Kind);
        graph.AddOutput(_problem.OutputName, _head.Onnx(graph, _dense.AddTo(graph, _problem)));
        return graph.ToModel();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _dense.Dispose();
    }

    /// <summary>Features, and behind them in each row the mask where the network sees it.</summary>
    private Tensor Input(PaddedBatch batch)
    {
        int cells = batch.CellCount, width = _dense.InputWidth;
        if (width == cells) return Rows(batch.Features, batch.EntryCount, cells);
        Tensor input = empty(batch.EntryCount, width);
        Span<float> rows = MemoryMarshal.Cast<byte, float>(input.bytes);
        for (int entry = 0; entry < batch.EntryCount; entry++)
        {
            Span<float> row = rows.Slice(entry * width, width);
            batch.Features.Slice(entry * cells, cells).CopyTo(row);
            TensorPrimitives.ConvertChecked(MemoryMarshal.AsBytes(batch.Mask.Slice(entry * cells, cells)), row[cells..]);
        }
        return input;
    }

    private Tensor Labels(PaddedBatch batch)
    {
        Tensor labels = Rows(batch.Labels, batch.EntryCount, batch.TargetCount);
        TargetUnits.Centre(MemoryMarshal.Cast<byte, float>(labels.bytes), _problem);
        return labels;
    }

    private static Tensor Weights(PaddedBatch batch, double factor)
    {
        Tensor weights = empty(batch.EntryCount);
        TensorPrimitives.Multiply(batch.Weights, (float)factor, MemoryMarshal.Cast<byte, float>(weights.bytes));
        return weights;
    }

    private static Tensor Rows(ReadOnlySpan<float> values, params long[] shape)
    {
        Tensor rows = empty(shape);
        values.CopyTo(MemoryMarshal.Cast<byte, float>(rows.bytes));
        return rows;
    }
}
