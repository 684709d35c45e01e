using Hep.Jagged;

namespace Hep.Train.ML;

/// <summary>Batches that came once, to be read any number of times; they share their memory with what is handed on.</summary>
internal sealed class HeldBatches : IAsyncEnumerable<PaddedBatch>, IDisposable
{
    private readonly List<PaddedBatch> _batches = [];

    private HeldBatches()
    {
    }

    public IReadOnlyList<PaddedBatch> Batches => _batches;

    public static async Task<HeldBatches> ReadAsync(IAsyncEnumerable<PaddedBatch> batches, CancellationToken cancellationToken)
    {
        HeldBatches held = new();
        try
        {
            await foreach (PaddedBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false)) held._batches.Add(batch);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerator<PaddedBatch> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        foreach (PaddedBatch batch in _batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] rows = [.. Enumerable.Range(0, batch.EntryCount)];
            yield return batch.Take(rows);
        }
        await Task.CompletedTask.ConfigureAwait(false);
    }

    public void Dispose() => _batches.ForEach(b => b.Dispose());
}
