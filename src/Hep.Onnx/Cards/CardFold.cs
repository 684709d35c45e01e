namespace Hep.Onnx;

/// <summary>
/// Which of k models this is, and how to choose among them: an entry that was trained on is scored by the model whose fold it is in, which
/// never
/// saw it, any other by the mean of all. The fold of an entry is <c>EntrySplit { Seed, By }.IntoFolds(Count)</c>'s: ⌊k·h / 2⁶⁴⌋ of the
/// entry's hash h.
/// </summary>
/// <param name="Fold">The fold that this model never saw, from 0.</param>
/// <param name="Count">k.</param>
/// <param name="Seed">The seed of the division.</param>
/// <param name="By">The columns whose values decide; none: file, tree and number of the entry.</param>
public sealed record CardFold(int Fold, int Count, long Seed, IReadOnlyList<string> By);
