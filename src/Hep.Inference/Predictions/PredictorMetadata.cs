using Hep.Jagged;

namespace Hep.Inference;

/// <summary>What a model is called and what it takes and gives.</summary>
public sealed record PredictorMetadata
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version served; empty where the model has none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The graph's inputs, in its order.</summary>
    public required IReadOnlyList<TensorSignature> Inputs { get; init; }

    /// <summary>The graph's outputs, in its order.</summary>
    public required IReadOnlyList<TensorSignature> Outputs { get; init; }

    /// <summary>
    /// The columns of raw events that the model's pipeline reads; null for a model without one, which takes tensors only.
    /// </summary>
    public Schema? EventColumns { get; init; }
}
