using Hep.Jagged;
using Hep.Root.IO.Datasets.Catalogs;

namespace Hep.Root.IO.Datasets.Keeping;

/// <summary>
/// Pass 1 file by file: what a folder keeps is taken from there, the other files are read. All go the same way, as parts in the order of
/// the files, so that the statistics do not tell which were kept.
/// </summary>
/// <param name="files">The files, in reading order.</param>
/// <param name="narrow">The dataset of some of them.</param>
/// <param name="isWhole">Whether nothing of a file was passed over because it could not be read.</param>
/// <param name="plan">What is taken.</param>
/// <param name="folder">What was kept.</param>
/// <param name="options">How the dataset is read.</param>
internal sealed class KeptPass(IReadOnlyList<DatasetFile> files, Func<IReadOnlyList<DatasetFile>, RootDataset> narrow,
    Func<DatasetFile, bool> isWhole, StatisticsPlan plan, PartFolder folder, DatasetOptions options)
{
    private readonly StatisticsMerge _merge = new(plan);
    private int _read;

    /// <summary>The statistics of all files.</summary>
    public async Task<KeptStatistics> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        string description = plan.Describe();
        PartKey?[] keys = [.. files.Select(f => PartKey.Of(f, description, options))];
        bool[] isKnown = [.. keys.Select(k => k is not null && folder.Has(k))];
        FileParts? parts = isKnown.Contains(false) ? Open([.. files.Where((_, i) => !isKnown[i])], cancellationToken) : null;
        try
        {
            for (int i = 0; i < files.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _merge.Add(isKnown[i]
                    ? await KnownAsync(files[i], keys[i]!, progress, cancellationToken).ConfigureAwait(false)
                    : await TakeAsync(parts!, files[i], keys[i], progress, cancellationToken).ConfigureAwait(false));
                progress?.Report(_merge.EntriesSeen);
            }
            if (parts is not null) await parts.EndAsync().ConfigureAwait(false);
        }
        finally
        {
            if (parts is not null) await parts.DisposeAsync().ConfigureAwait(false);
        }
        return new KeptStatistics(_merge.Finish(), files.Count - _read, _read, [.. folder.Warnings]);
    }

    private async Task<PartialStatistics> KnownAsync(
        DatasetFile file, PartKey key, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (await folder.ReadAsync(key, plan.Recipe, cancellationToken).ConfigureAwait(false) is { } known) return known;
        FileParts parts = Open([file], cancellationToken);
        await using (parts.ConfigureAwait(false))
            return await TakeAsync(parts, file, key, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PartialStatistics> TakeAsync(
        FileParts parts, DatasetFile file, PartKey? key, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        long before = _merge.EntriesSeen;
        PartialStatistics taken = await parts.TakeAsync(file, entries => progress?.Report(before + entries)).ConfigureAwait(false);
        _read++;
        // What was read while the file changed is of neither.
        if (key is not null && isWhole(file) && FileStamp.Of(file.Location) == key.Stamp)
            await folder.WriteAsync(key, taken, cancellationToken).ConfigureAwait(false);
        return taken;
    }

    private FileParts Open(IReadOnlyList<DatasetFile> some, CancellationToken cancellationToken) =>
        new(narrow(some), plan, options.Reading.Threads, cancellationToken);
}
