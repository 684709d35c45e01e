using Hep.Jagged;

namespace Hep.Train;

/// <summary>Where an engine's batches come from, pass by pass: the data themselves, or passes that several engines take together.</summary>
internal interface IPasses
{
    /// <summary>Whether a pass may be begun while one before it, or validation, goes on.</summary>
    bool ReadAhead { get; }

    /// <summary>The training part in the order of an epoch, from a place in it on; null: from the beginning.</summary>
    IAsyncEnumerable<PlacedBatch<PaddedBatch>> ReadTrainingAsync(int epoch, BatchPosition? from, CancellationToken cancellationToken);

    /// <summary>The validation part.</summary>
    IAsyncEnumerable<PaddedBatch> ReadValidationAsync(CancellationToken cancellationToken);
}
