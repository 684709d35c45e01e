using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>p ← p − rate·(g + decay·p).</summary>
internal sealed class SgdOptimizer(IReadOnlyList<Parameter> parameters, TrainingOptions options) : Optimizer(parameters)
{
    private readonly Scalar _descent = (-options.LearningRate).ToScalar();
    private readonly Scalar _shrinking = (1 - options.LearningRate * options.WeightDecay).ToScalar();

    protected override void Move(int index, Tensor parameter, Tensor gradient) => parameter.mul_(_shrinking).add_(gradient, _descent);

    public override void Dispose()
    {
        _descent.Dispose();
        _shrinking.Dispose();
    }
}
