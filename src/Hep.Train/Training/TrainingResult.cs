using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Train;

/// <summary>A trained model and how it came to be.</summary>
public sealed class TrainingResult
{
    internal TrainingResult(OnnxModel model, ModelCard card, FeaturePipeline pipeline, TrainingProblem problem, Evaluation? validation)
    {
        Model = model;
        Card = card;
        Pipeline = pipeline;
        Problem = problem;
        Validation = validation;
    }

    /// <summary>The model, with pipeline and card in its metadata: one file to serve.</summary>
    public OnnxModel Model { get; }

    /// <summary>The model's card.</summary>
    public ModelCard Card { get; private set; }

    /// <summary>From raw events to the model's inputs.</summary>
    public FeaturePipeline Pipeline { get; }

    /// <summary>What is predicted, in the order of the card's heads, with the places of the labels that each learns.</summary>
    public IReadOnlyList<TrainingHead> Heads => Problem.Heads;

    /// <summary>By what weights were multiplied in bins (<see cref="TrainingOptions.Reweight"/>); null: by nothing.</summary>
    public ClassWeights? ClassWeights { get; internal init; }

    /// <summary>The course of training, an entry for each epoch.</summary>
    public IReadOnlyList<EpochReport> History => Card.History;

    /// <summary>What the model that was kept predicts for the validation part; null without one.</summary>
    public Evaluation? Validation { get; }

    internal TrainingProblem Problem { get; }

    /// <summary>Says in the card which of several models this is.</summary>
    internal void Mark(CardFold fold)
    {
        Card = Card with { Fold = fold };
        Model.Metadata[OnnxModel.CardKey] = Card.ToJson();
        Model.Seal();
    }
}
