using Hep.Jagged;

namespace Hep.Train.Python;

/// <summary>
/// Some entries on which a model is compared with what made it: of the validation part, or of the training part where there is none.
/// </summary>
internal sealed class ParitySample : IDisposable
{
    private const int EntriesAtMost = 512;

    private PaddedBatch? _training, _validation;

    /// <summary>The entries; null before any were seen.</summary>
    public PaddedBatch? Entries => _validation ?? _training;

    /// <summary>Keeps some entries of the first batch that is learnt from.</summary>
    public void ObserveTraining(PaddedBatch batch) => _training ??= Some(batch);

    /// <summary>Keeps some entries of the first batch that is predicted.</summary>
    public void ObserveValidation(PaddedBatch batch) => _validation ??= Some(batch);

    public void Dispose()
    {
        _training?.Dispose();
        _validation?.Dispose();
    }

    private static PaddedBatch Some(PaddedBatch batch) =>
        batch.Take([.. Enumerable.Range(0, Math.Min(batch.EntryCount, EntriesAtMost))]);
}
