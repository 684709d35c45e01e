using System.Collections.Concurrent;
using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Trees.Reading;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>
/// What was learnt of files when they were opened before, kept in a file of its own: a file of the same place, length and time of change
/// need not be opened to be known. Files behind URLs are not kept.
/// </summary>
internal sealed class KnownFiles
{
    private readonly string _path;
    private readonly ConcurrentDictionary<(string Location, string? Tree), KnownFile> _files;
    private int _added;

    private KnownFiles(string path, ConcurrentDictionary<(string, string?), KnownFile> files) => (_path, _files) = (path, files);

    /// <summary>Reads the file, if it exists; one that is damaged is begun anew, with a warning.</summary>
    public static async Task<KnownFiles> LoadAsync(string path, ILogger logger, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<(string, string?), KnownFile> files = new();
        try
        {
            if (File.Exists(path))
                await foreach (KnownFile file in KnownFilesDocument.ReadAsync(path, cancellationToken).ConfigureAwait(false))
                    files[(file.Location, file.AskedTree)] = file;
        }
        catch (Exception failure) when (failure is PipelineException or IOException or UnauthorizedAccessException)
        {
            logger.CacheSkipped(path, failure.Message);
            files.Clear();
        }
        return new KnownFiles(path, files);
    }

    /// <summary>What is known of a file that has not changed since; null where it has to be opened.</summary>
    public KnownFile? Find(ListedFile listed) =>
        _files.TryGetValue((listed.Location, listed.Source.Tree), out KnownFile? known) && known.Stamp == FileStamp.Of(listed.Location)
            ? known
            : null;

    /// <summary>Notes what was learnt of a file.</summary>
    /// <param name="listed">The file.</param>
    /// <param name="stamp">How it was before it was opened; null where it is no local file.</param>
    /// <param name="file">What was learnt.</param>
    public void Add(ListedFile listed, FileStamp? stamp, DatasetFile file)
    {
        if (stamp is null) return;
        _files[(listed.Location, listed.Source.Tree)] = new KnownFile(
            listed.Location, listed.Source.Tree, stamp.Value, file.Source.File, file.Source.Tree, file.EntryCount, file.Schema,
            file.Clusters ?? []);
        Interlocked.Increment(ref _added);
    }

    /// <summary>Writes what is new, with what was known of files that exist. A reader sees the old document or the whole new one.</summary>
    public async Task SaveAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (_added == 0) return;
        string part = $"{_path}.{Guid.NewGuid():N}.part";
        try
        {
            IEnumerable<KnownFile> present = _files.Values.Where(f => File.Exists(f.Location));
            await KnownFilesDocument.WriteAsync(part, present, cancellationToken).ConfigureAwait(false);
            File.Move(part, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.CacheSkipped(_path, failure.Message);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }
}

/// <summary>What is kept of a file.</summary>
/// <param name="Location">Its full path.</param>
/// <param name="AskedTree">The tree that the dataset asked for; null: the only one.</param>
/// <param name="Stamp">The file as it was.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Tree">The tree's path.</param>
/// <param name="EntryCount">Entries of the tree.</param>
/// <param name="Schema">Its columns; one object for all files that have equal ones.</param>
/// <param name="Clusters">Where it is best cut.</param>
internal sealed record KnownFile(string Location, string? AskedTree, FileStamp Stamp, Guid Id, string Tree, long EntryCount, Schema Schema,
    EntryRange[] Clusters);
