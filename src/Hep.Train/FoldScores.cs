using Hep.Jagged;

namespace Hep.Train;

/// <summary>
/// Entries of one fold with the predictions of the model that never saw them; views that live as long as the call that gets them.
/// </summary>
/// <param name="Fold">Which fold, from 0.</param>
/// <param name="Entries">n entries with labels, weights and identities.</param>
/// <param name="Predictions">Row-major [n, outputs], the numbers of each head behind those of the one before.</param>
/// <param name="Heads">What is predicted.</param>
public sealed record FoldScores(
    int Fold, PaddedBatch Entries, ReadOnlyMemory<float> Predictions, IReadOnlyList<TrainingHead> Heads);
