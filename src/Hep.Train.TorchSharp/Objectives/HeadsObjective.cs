using Hep.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>Labels, learnt by one head or several, each of which has some of the numbers; their losses add up, weighted.</summary>
internal sealed class HeadsObjective : Objective
{
    private readonly Head[] _heads;
    private readonly Func<Tensor, Tensor, Tensor>? _losses;

    public HeadsObjective(IReadOnlyList<TrainingHead> heads, Func<Tensor, Tensor, Tensor>? losses)
    {
        _losses = losses;
        _heads = new Head[heads.Count];
        int first = 0;
        for (int i = 0; i < _heads.Length; i++)
        {
            _heads[i] = new Head(heads[i], HeadForms.Of(heads[i].Task), first, heads[i].Weight.ToScalar());
            first += heads[i].OutputCount;
        }
    }

    public override Tensor Losses(Tensor numbers, BatchTensors inputs)
    {
        if (_heads is [var only]) return (_losses ?? only.Forms.Losses)(numbers, LabelsOf(only.Problem, inputs));
        Tensor? sum = null;
        foreach (Head head in _heads)
        {
            Tensor losses = (_losses ?? head.Forms.Losses)(head.NumbersOf(numbers), LabelsOf(head.Problem, inputs));
            sum = sum is null ? losses.mul(head.Weight) : sum.add(losses, head.Weight);
        }
        return sum!;
    }

    public override void Predict(Tensor numbers, BatchTensors inputs, Span<float> predictions)
    {
        Tensor predicted = _heads is [var only]
            ? only.Forms.Torch(numbers)
            : cat([.. _heads.Select(h => h.Forms.Torch(h.NumbersOf(numbers)))], 1);
        Weights.CopyTo(predicted, predictions);
        int width = _heads[^1].First + _heads[^1].Problem.OutputCount;
        foreach (Head head in _heads)
            if (head.Problem.TargetMeans.Count > 0)
                for (int row = 0; row < predictions.Length; row += width)
                    TargetUnits.Restore(predictions.Slice(row + head.First, head.Problem.OutputCount), head.Problem);
    }

    public override void AddOutputs(GraphInputs inputs, OnnxValue numbers)
    {
        OnnxGraph graph = inputs.Graph;
        foreach (Head head in _heads)
        {
            OnnxValue own = graph.Columns(numbers, [.. Enumerable.Range(head.First, head.Problem.OutputCount)]);
            graph.AddOutput(head.Problem.OutputName, TargetUnits.AddTo(graph, head.Forms.Onnx(graph, own), head.Problem));
        }
    }

    private static Tensor LabelsOf(TrainingHead head, BatchTensors inputs) => inputs.Device.Written(labels =>
    {
        head.CopyLabels(inputs.Batch, labels);
        TargetUnits.Centre(labels, head);
    }, inputs.Count, head.LabelCount);

    private sealed record Head(TrainingHead Problem, HeadForms Forms, int First, Scalar Weight)
    {
        public Tensor NumbersOf(Tensor numbers) => numbers.narrow(1, First, Problem.OutputCount);
    }
}
