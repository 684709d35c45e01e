namespace Hep.Onnx;

/// <summary>A ROC curve in a card: points of the exact curve, at most some hundred.</summary>
/// <param name="Label">The class that is told from the rest.</param>
/// <param name="Area">The area under the whole curve.</param>
/// <param name="Thresholds">Scores, falling; the first, above all, is null in JSON.</param>
/// <param name="Background">For each the share of the rest at or above it.</param>
/// <param name="Signal">For each the share of the class at or above it.</param>
public sealed record CardCurve(
    string Label, double Area, IReadOnlyList<double> Thresholds, IReadOnlyList<double> Background, IReadOnlyList<double> Signal);
