using Hep.Jagged;

namespace Hep.Root.IO.Datasets.Keeping;

/// <summary>
/// Takes the statistics of files one by one out of one stream of them, so that reading goes over the ends of files: while those of one are
/// finished, the next is fetched and decoded.
/// </summary>
/// <param name="dataset">The files, in stored order.</param>
/// <param name="plan">What is taken.</param>
/// <param name="threads">Columns that are looked at at a time.</param>
/// <param name="cancellationToken">Ends reading.</param>
internal sealed class FileParts(RootDataset dataset, StatisticsPlan plan, int threads, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private readonly IAsyncEnumerator<EntryBatch> _batches =
        dataset.WithColumns(plan.Recipe.Input).ReadAsync(0, cancellationToken).GetAsyncEnumerator(cancellationToken);

    private EntryBatch? _next;   // the first batch of the file behind

    /// <summary>The statistics of the next file of the dataset.</summary>
    /// <param name="file">That file.</param>
    /// <param name="progress">Told the entries of it after each batch.</param>
    public async Task<PartialStatistics> TakeAsync(DatasetFile file, Action<long> progress)
    {
        StatisticsCollector collector = new(plan, threads);
        while (await MoveAsync().ConfigureAwait(false) && _next!.Identities.Sources[0] == file.Source)
        {
            using EntryBatch batch = _next;
            _next = null;
            collector.Add(batch);
            progress(collector.EntriesSeen);
        }
        return collector.FinishPart();
    }

    /// <summary>Makes sure that nothing was read that is in no part.</summary>
    public async Task EndAsync()
    {
        if (await MoveAsync().ConfigureAwait(false))
            throw new InvalidOperationException($"Entries of {_next!.Identities.Sources[0]} belong to none of the files.");
    }

    public async ValueTask DisposeAsync()
    {
        _next?.Dispose();
        await _batches.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> MoveAsync()
    {
        if (_next is not null) return true;
        if (!await _batches.MoveNextAsync().ConfigureAwait(false)) return false;
        _next = _batches.Current;
        return true;
    }
}
