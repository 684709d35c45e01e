using Hep.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>A module of a program's own.</summary>
internal sealed class ModuleNetwork : Network
{
    private readonly nn.Module _module;
    private readonly Func<IReadOnlyDictionary<string, Tensor>, Tensor> _call;
    private readonly ModuleInput[] _inputs;
    private readonly int _outputs;

    /// <param name="problem">What is to be learnt.</param>
    /// <param name="module">Owned from here on.</param>
    /// <param name="call">Its numbers of the inputs, by name.</param>
    /// <param name="inputs">What it takes.</param>
    /// <param name="device">Where it is computed.</param>
    /// <exception cref="TrainingException">The pipeline makes no such input.</exception>
    public ModuleNetwork(TrainingProblem problem, nn.Module module, Func<IReadOnlyDictionary<string, Tensor>, Tensor> call,
        IReadOnlyList<string> inputs, TorchDevice device)
    {
        device.Take(module);
        (_module, _call, _outputs) = (module, call, problem.OutputCount);
        _inputs = [.. inputs.Select(i => ModuleInput.Of(i, problem.Pipeline))];
        Parameters = [.. module.parameters()];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override IEnumerable<Tensor> Statistics => _module.buffers();

    public override (Tensor Numbers, Tensor? Penalties) Evaluate(BatchTensors inputs, Pass pass)
    {
        _module.train(pass == Pass.Training);
        Tensor numbers = _call(_inputs.ToDictionary(i => i.Name, i => i.Read(inputs)));
        return numbers.shape is [var entries, var outputs] && entries == inputs.Count && outputs == _outputs ? (numbers, null)
            : throw new TrainingException($"The module '{_module.GetName()}' gives numbers [{string.Join(", ", numbers.shape)}], "
                + $"[{inputs.Count}, {_outputs}] is expected: a row for each entry, with what TrainingProblem.OutputCount says.");
    }

    public override OnnxValue AddTo(GraphInputs inputs) => _inputs is [var only]
        ? new ModuleExport(inputs.Graph).Add(_module, only.AddTo(inputs))
        : throw ModuleExport.Unknown(_module, "what takes several inputs,");

    public override void Dispose()
    {
        _module.Dispose();
    }
}
