namespace Hep.Train;

/// <summary>k models, each of which never saw one fold of the entries, and how well they score what they never saw.</summary>
public sealed class FoldedTraining
{
    internal FoldedTraining(IReadOnlyList<TrainingResult> models, Evaluation outOfFold) => (Models, OutOfFold) = (models, outOfFold);

    /// <summary>The models, by fold; the card of each says how to choose (<see cref="Onnx.ModelCard.Fold"/>).</summary>
    public IReadOnlyList<TrainingResult> Models { get; }

    /// <summary>All entries, each judged by the score of the model that never saw it.</summary>
    public Evaluation OutOfFold { get; }
}
