using static TorchSharp.torch;

namespace Hep.Train.TorchSharp;

/// <summary>How a module of a program's own is fed and judged.</summary>
public sealed record ModuleOptions
{
    /// <summary>
    /// What it takes, by the names of a model's inputs: <c>features</c> and <c>mask</c> [n, cells], <c>tokens_C</c> [n, slots, columns] and
    /// <c>mask_C</c> [n, slots] of a collection C, a grid [n, channels, y, x]; all float32, masks 0 and 1.
    /// </summary>
    public IReadOnlyList<string> Inputs { get; init; } = [InputNames.Features];

    /// <summary>
    /// From the module's numbers [n, outputs] and labels [n, targets] (of a regression: of mean 0 and deviation 1; of a reconstruction: the
    /// features) the loss of each entry, [n]. Null: the task's own, cross entropy or squared error.
    /// </summary>
    public Func<Tensor, Tensor, Tensor>? Losses { get; init; }

    /// <summary>Settings of libtorch.</summary>
    public TorchSharpOptions Torch { get; init; } = new();
}
