using TorchSharp;
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

    private const string Counts = "optimizer.counts", Moment = "optimizer.moment.", Gradient = "optimizer.gradient.";

    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly double _clipNorm;
    private readonly int _batches;
    private readonly long _entries;
    private (int Batches, long Entries) _gathered;

    protected Optimizer(IReadOnlyList<Parameter> parameters, TrainingOptions options)
    {
        _parameters = parameters;
        _clipNorm = options.ClipNorm;
        _batches = options.Accumulate;
        _entries = (long)options.Batch * options.Accumulate;
        LearningRate = options.LearningRate;
    }

    /// <summary>The size of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>Numbers that the optimizer keeps from step to step.</summary>
    protected abstract IReadOnlyList<Tensor> State { get; }

    /// <summary>Steps so far, and that which goes.</summary>
    protected long StepCount { get; private set; }

    public static Optimizer Create(TrainingOptions options, IReadOnlyList<Parameter> parameters) =>
        Table[options.Optimizer](parameters, options);

    /// <summary>Entries over which the losses of a batch are to be averaged: those of its whole step.</summary>
    public long EntriesOfStep(int entries) => _batches == 1 ? entries : _entries;

    /// <summary>Adds the gradients of a loss, and moves the parameters where the batch is the last of its step.</summary>
    /// <param name="loss">The losses of a batch over <see cref="EntriesOfStep"/>.</param>
    /// <param name="entries">Entries of the batch.</param>
    public void Step(Tensor loss, int entries)
    {
        if (_gathered.Batches == 0)
            foreach (Parameter parameter in _parameters) parameter.grad = null;
        loss.backward();
        _gathered = (_gathered.Batches + 1, _gathered.Entries + entries);
        if (_gathered.Batches == _batches) Move(EntriesOfStep(entries));
    }

    /// <summary>Moves the parameters along what an epoch has left over.</summary>
    public void EndEpoch()
    {
        if (_gathered.Batches == 0) return;
        using DisposeScope scope = NewDisposeScope();
        Move(_entries);
    }

    public void SaveTo(EngineState state)
    {
        state.Add<long>(Counts, [StepCount, _gathered.Batches, _gathered.Entries]);
        for (int i = 0; i < State.Count; i++) StateTensors.Add(state, $"{Moment}{i}", State[i]);
        for (int i = 0; _gathered.Batches > 0 && i < _parameters.Count; i++)
            if (_parameters[i].grad is { } gradient) StateTensors.Add(state, $"{Gradient}{i}", gradient);
    }

    public void LoadFrom(EngineState state)
    {
        ReadOnlySpan<long> counts = state.Get<long>(Counts, 3);
        StepCount = counts[0];
        _gathered = ((int)counts[1], counts[2]);
        for (int i = 0; i < State.Count; i++) StateTensors.Read(state, $"{Moment}{i}", State[i]);
        for (int i = 0; i < _parameters.Count; i++)
            if (state.Contains($"{Gradient}{i}"))
            {
                Tensor gradient = zeros_like(_parameters[i], requires_grad: false).DetachFromDisposeScope();
                StateTensors.Read(state, $"{Gradient}{i}", gradient);
                _parameters[i].grad = gradient;
            }
    }

    public abstract void Dispose();

    /// <summary>Called once for all parameters of a step.</summary>
    protected virtual void BeginStep() { }

    /// <summary>Moves one parameter.</summary>
    protected abstract void Move(int index, Tensor parameter, Tensor gradient);

    private void Move(long plannedEntries)
    {
        using IDisposable unrecorded = no_grad();
        if (_gathered.Entries != plannedEntries) Scale((double)plannedEntries / _gathered.Entries);
        _gathered = default;
        if (_clipNorm > 0) nn.utils.clip_grad_norm_(_parameters, _clipNorm);
        StepCount++;
        BeginStep();
        for (int i = 0; i < _parameters.Count; i++)
            if (_parameters[i].grad is { } gradient) Move(i, _parameters[i], gradient);
    }

    private void Scale(double factor)
    {
        using Scalar scalar = factor.ToScalar();
        foreach (Parameter parameter in _parameters) parameter.grad?.mul_(scalar);
    }
}
