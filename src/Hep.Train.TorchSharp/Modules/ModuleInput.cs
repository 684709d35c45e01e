using Hep.Jagged;
using Hep.Onnx;
using Tensor = TorchSharp.torch.Tensor;

namespace Hep.Train.TorchSharp;

/// <summary>An input that a module names.</summary>
internal sealed record ModuleInput(string Name, Func<BatchTensors, Tensor> Read, Func<GraphInputs, OnnxValue> AddTo)
{
    /// <exception cref="TrainingException">The pipeline makes no such input.</exception>
    public static ModuleInput Of(string name, FeaturePipeline pipeline)
    {
        ModuleInput[] known =
        [
            new(InputNames.Features, b => b.Features, g => g.Features), new(InputNames.Mask, b => b.Mask, g => g.Mask),
            .. pipeline.Collections.Where(c => c.Cells.Length > 0).SelectMany(c => (ModuleInput[])
            [
                new(InputNames.Tokens(c.Name), b => b.Tokens(c.Name), g => g.Tokens(c)),
                new(InputNames.TokenMask(c.Name), b => b.TokenMask(c.Name), g => g.TokenMask(c)),
            ]),
            .. (pipeline.Grid?.Arrays ?? []).Select(a => new ModuleInput(a.Name, b => b.Grid(a.Name), g => g.Grid(a))),
        ];
        return Array.Find(known, i => i.Name == name)
            ?? throw new TrainingException($"The module takes '{name}', which the features do not make."
                + $"{NearNames.Suggest(name, known.Select(i => i.Name))} They make {string.Join(", ", known.Select(i => i.Name))}.");
    }
}
