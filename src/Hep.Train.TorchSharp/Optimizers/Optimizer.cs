using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>
/// Moves parameters along their gradients. Not TorchSharp's own optimizers: those leave the native scalars of each operation to the garbage
/// collector (TorchSharp #1434, #1496), which can free one while libtorch reads it, and lets the native heap grow. Here
/// every scalar is held.
/// </summary>
internal abstract class Optimizer : IDisposable
{
    private static readonly Dictionary<OptimizerKind, Func<IReadOnlyList<Parameter>, TrainingOptions, Optimizer>> Table = new()
    {
        [OptimizerKind.Adam] = (p, o) => new AdamOptimizer(p, o, isDecayDecoupled: false),
        [OptimizerKind.AdamW] = (p, o) => new AdamOptimizer(p, o, isDecayDecoupled: true),
        [OptimizerKind.Sgd] = (p, o) => new SgdOptimizer(p, o),
    };

    private readonly IReadOnlyList<Parameter> _parameters;

    protected Optimizer(IReadOnlyList<Parameter> parameters) => _parameters = parameters;

    public static Optimizer Create(TrainingOptions options, IReadOnlyList<Parameter> parameters) =>
        Table[options.Optimizer](parameters, options);

    /// <summary>Forgets the gradients, then moves the parameters along those of <paramref name="loss"/>.</summary>
    public void Step(Tensor loss)
    {
        foreach (Parameter parameter in _parameters) parameter.grad?.zero_();
        loss.backward();
        using IDisposable unrecorded = no_grad();
        BeginStep();
        for (int i = 0; i < _parameters.Count; i++)
            if (_parameters[i].grad is { } gradient) Move(i, _parameters[i], gradient);
    }

    public abstract void Dispose();

    /// <summary>Called once for all parameters of a step.</summary>
    protected virtual void BeginStep() { }

    /// <summary>Moves one parameter.</summary>
    protected abstract void Move(int index, Tensor parameter, Tensor gradient);
}
