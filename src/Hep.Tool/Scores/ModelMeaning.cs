using System.Collections.Immutable;
using Hep.Inference;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Tool.Scores;

/// <summary>What the numbers of a model's outputs stand for.</summary>
/// <param name="Heads">As its card tells them; none where it has no card.</param>
/// <param name="Pipelines">What it does to events: one pipeline, or that of each fold's model in the order of the folds.</param>
internal sealed record ModelMeaning(IReadOnlyList<ModelHead> Heads, ImmutableArray<FeaturePipeline> Pipelines)
{
    /// <summary>The labels of an output's numbers; none where nobody knows them.</summary>
    public IReadOnlyList<string> LabelsOf(string output) => Heads.FirstOrDefault(h => h.Output == output)?.Labels ?? [];

    /// <summary>Whether an output is the cells of the pipeline once more.</summary>
    public bool IsReconstruction(TensorSignature output) =>
        output is { Type: TensorType.Float32, Shape: [_, var cells] } && !Pipelines.IsEmpty && cells == Pipelines[0].CellCount
            && Heads.Any(h => h.Output == output.Name && h.Task == ModelTasks.Reconstruction);
}
