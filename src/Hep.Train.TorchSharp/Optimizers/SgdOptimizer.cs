using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>g ← g + decay·p, v ← momentum·v + g, p ← p − rate·v; with Nesterov p ← p − rate·(g + momentum·v): as PyTorch's SGD.</summary>
internal sealed class SgdOptimizer : Optimizer
{
    private readonly bool _isNesterov;
    private readonly Scalar? _decay;   // null: none
    private readonly Scalar _momentum;
    private readonly Scalar _one = 1.0.ToScalar();
    private readonly Tensor[] _velocities;
    private Scalar? _descent;

    public SgdOptimizer(IReadOnlyList<Parameter> parameters, TrainingOptions options) : base(parameters, options)
    {
        _isNesterov = options.Nesterov;
        _decay = options.WeightDecay == 0 ? null : options.WeightDecay.ToScalar();
        _momentum = options.Momentum.ToScalar();
        _velocities = options.Momentum == 0 ? []
            : [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
    }

    protected override IReadOnlyList<Tensor> State => _velocities;

    protected override void BeginStep()
    {
        _descent?.Dispose();
        _descent = (-LearningRate).ToScalar();
    }

    protected override void Move(int index, Tensor parameter, Tensor gradient)
    {
        if (_decay is not null) gradient = gradient.add(parameter, _decay);
        if (_velocities.Length > 0)
        {
            Tensor velocity = _velocities[index].mul_(_momentum).add_(gradient, _one);
            gradient = _isNesterov ? gradient.add(velocity, _momentum) : velocity;
        }
        parameter.add_(gradient, _descent!);
    }

    public override void Dispose()
    {
        foreach (Tensor velocity in _velocities) velocity.Dispose();
        foreach (Scalar? scalar in (Scalar?[])[_decay, _momentum, _one, _descent]) scalar?.Dispose();
    }
}
