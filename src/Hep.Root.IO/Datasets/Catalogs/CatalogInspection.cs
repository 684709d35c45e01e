using Hep.Root.IO.Network;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>Looks at the files of a source before reading begins.</summary>
/// <param name="inspector">Opens them.</param>
/// <param name="skipped">Takes those that cannot be read, if they may be skipped.</param>
/// <param name="threads">Files that are looked at at a time.</param>
internal sealed class CatalogInspection(FileInspector inspector, SkippedFiles skipped, int threads)
{
    // Looking at a file of a server is waiting, whatever the number of threads.
    private const int RemoteFilesAtATime = 16;

    /// <summary>The files that hold entries of the range asked for, in reading order; where none does, one, for its columns.</summary>
    public async Task<List<DatasetFile>> EveryFileAsync(IReadOnlyList<ListedFile> listed, CancellationToken cancellationToken)
    {
        DatasetFile?[] looked = new DatasetFile?[listed.Count];
        // A range ends the chain, and what lies behind it is not opened: one file after the other then.
        if (listed[0].Source.EndEntry is { } end)
        {
            long? entries = null;
            for (int i = 0; i < looked.Length && (entries is null || entries < end); i++)
                if ((looked[i] = await LookAsync(listed[i], cancellationToken).ConfigureAwait(false)) is { } file)
                    entries = (entries ?? 0) + file.EntryCount;
        }
        else
        {
            int atATime = LocationText.IsUrl(listed[0].Location) ? Math.Max(threads, RemoteFilesAtATime) : threads;
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = atATime, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, looked.Length, parallel,
                async (i, stop) => looked[i] = await LookAsync(listed[i], stop).ConfigureAwait(false)).ConfigureAwait(false);
        }

        List<DatasetFile> files = [];
        DatasetFile? empty = null;
        long chain = 0;
        foreach (DatasetFile file in looked.OfType<DatasetFile>())
        {
            DatasetFile placed = file.BehindEntries(chain);
            chain += placed.EntryCount;
            if (placed.End > placed.First) files.Add(placed);
            else empty = placed;
        }
        return files.Count > 0 ? files : [empty ?? throw AllSkipped(listed[0])];
    }

    /// <summary>The first file of a source that has entries; where none has, the last.</summary>
    public async Task<DatasetFile> FirstFileAsync(IEnumerable<ListedFile> listed, CancellationToken cancellationToken)
    {
        DatasetFile? found = null;
        ListedFile first = default;
        foreach (ListedFile file in listed)
        {
            if (found is null) first = file;
            found = await LookAsync(file, cancellationToken).ConfigureAwait(false) ?? found;
            if (found is { EntryCount: > 0 }) return found;
        }
        return found ?? throw AllSkipped(first);
    }

    private async Task<DatasetFile?> LookAsync(ListedFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await inspector.InspectAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure) when (skipped.IsAllowed)
        {
            skipped.Add(file.Location, failure, epoch: null, entryCount: null);
            return null;
        }
    }

    private RootException AllSkipped(ListedFile first) => new(
        $"No file of source {first.SourceIndex} can be read, so its columns are not known. The first of them: {skipped.ToList()[^1]}")
        { File = LocationText.Show(first.Location) };
}
