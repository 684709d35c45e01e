using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1) and AdamW (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2), with
/// PyTorch's defaults: β = 0.9, 0.999, ε = 1e-8.
/// </summary>
internal sealed class AdamOptimizer : Optimizer
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly double _decayRate;
    private readonly bool _isDecayDecoupled;
    private readonly Tensor[] _means, _squares;
    private readonly Scalar _beta1 = Beta1.ToScalar(), _rest1 = (1 - Beta1).ToScalar(), _beta2 = Beta2.ToScalar(),
        _rest2 = (1 - Beta2).ToScalar(), _epsilon = Epsilon.ToScalar();
    private readonly Scalar _one = 1.0.ToScalar();   // add_ without a factor would make one, and leave it
    private readonly Scalar? _decay;   // null: none
    private Scalar? _descent, _correction, _shrinking;

    public AdamOptimizer(IReadOnlyList<Parameter> parameters, TrainingOptions options, bool isDecayDecoupled)
        : base(parameters, options)
    {
        _decayRate = options.WeightDecay;
        _isDecayDecoupled = isDecayDecoupled;
        _decay = options.WeightDecay == 0 ? null : options.WeightDecay.ToScalar();
        _means = [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
        _squares = [.. parameters.Select(p => zeros_like(p, requires_grad: false).DetachFromDisposeScope())];
    }

    protected override IReadOnlyList<Tensor> State => [.. _means, .. _squares];

    /// <summary>
    /// The moments start at 0; what that takes from them is given back: m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
    /// </summary>
    protected override void BeginStep()
    {
        _descent?.Dispose();
        _correction?.Dispose();
        _shrinking?.Dispose();
        _descent = (-LearningRate / (1 - Math.Pow(Beta1, StepCount))).ToScalar();
        _shrinking = (1 - LearningRate * _decayRate).ToScalar();
        _correction = (1 / Math.Sqrt(1 - Math.Pow(Beta2, StepCount))).ToScalar();
    }

    protected override void Move(int index, Tensor parameter, Tensor gradient)
    {
        if (_decay is not null)
        {
            if (_isDecayDecoupled) parameter.mul_(_shrinking!);
            else gradient = gradient.add(parameter, _decay);
        }
        Tensor mean = _means[index].mul_(_beta1).add_(gradient, _rest1);
        Tensor square = _squares[index].mul_(_beta2).addcmul_(gradient, gradient, _rest2);
        parameter.addcdiv_(mean, square.sqrt().mul_(_correction!).add_(_epsilon, _one), _descent!);
    }

    public override void Dispose()
    {
        foreach (Tensor moment in State) moment.Dispose();
        foreach (Scalar? scalar in (Scalar?[])[_beta1, _rest1, _beta2, _rest2, _epsilon, _one, _decay, _shrinking, _descent, _correction])
            scalar?.Dispose();
    }
}
