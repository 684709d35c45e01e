using Hep.Onnx;

namespace Hep.Inference;

/// <summary>One of the models that were trained on folds of the same entries.</summary>
/// <param name="Predictor">The model.</param>
/// <param name="Card">
/// Its card, which tells its fold (<see cref="ModelCard.Fold"/>) and the files that were read; null: it has none.
/// </param>
public sealed record FoldModel(IPredictor Predictor, ModelCard? Card);
