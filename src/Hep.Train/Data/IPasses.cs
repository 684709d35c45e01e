using Hep.Jagged;

namespace Hep.Train;

/// <summary>Where an engine's batches come from, pass by pass: the data themselves, or passes that several engines take together.</summary>
internal interface IPasses
{
    /// <summary>The training part in the order of an epoch; some batches at its beginning are left out.</summary>
    IAsyncEnumerable<PaddedBatch> ReadTrainingAsync(int epoch, long skipped, CancellationToken cancellationToken);

    /// <summary>The validation part.</summary>
    IAsyncEnumerable<PaddedBatch> ReadValidationAsync(CancellationToken cancellationToken);
}
