using System.Text;
using Hep.Jagged;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>The files of a dataset, in the order in which they are listed: all of them known, or those that tell its columns.</summary>
internal sealed class DatasetCatalog
{
    private readonly IReadOnlyList<ListedFile> _listed;

    private DatasetCatalog(IReadOnlyList<DatasetFile> known, IReadOnlyList<ListedFile> listed, FileInspector inspector)
    {
        (Known, _listed, Inspector) = (known, listed, inspector);
        Fingerprint = FingerprintOf(known);
        foreach (ListedFile file in listed)
            Fingerprint = SeededRandom.Combine(Fingerprint, EntryHash.OfBytes(Encoding.UTF8.GetBytes(file.Location)));
    }

    /// <summary>Looks at the files that the options ask for.</summary>
    /// <exception cref="RootException">A file cannot be read and none may be skipped, or all files of a source are skipped.</exception>
    public static async Task<DatasetCatalog> OpenAsync(
        DatasetSpecification specification, DatasetOptions options, SkippedFiles skipped, CancellationToken cancellationToken)
    {
        ILogger logger = (options.Opening ?? RootOpenOptions.Default).Logger;
        KnownFiles? kept = specification.MetadataCache is { } path
            ? await KnownFiles.LoadAsync(Path.GetFullPath(path, Path.GetFullPath(specification.BaseFolder)), logger, cancellationToken)
                .ConfigureAwait(false)
            : null;
        FileInspector inspector = new(options.Opening, options.Shuffle is not null || kept is not null, kept);
        List<ListedFile> listed = await ListedFile.OfAsync(specification, options.Opening, cancellationToken).ConfigureAwait(false);
        CatalogInspection inspection = new(inspector, skipped, options.Reading.Threads);
        List<DatasetFile> known = [];
        foreach (IGrouping<int, ListedFile> source in listed.GroupBy(f => f.SourceIndex))
            known.AddRange(options.Inspection == DatasetInspection.EveryFile
                ? await inspection.EveryFileAsync([.. source], cancellationToken).ConfigureAwait(false)
                : [await inspection.FirstFileAsync(source, cancellationToken).ConfigureAwait(false)]);
        if (kept is not null) await kept.SaveAsync(logger, cancellationToken).ConfigureAwait(false);
        return new DatasetCatalog(known, options.Inspection == DatasetInspection.EveryFile ? [] : listed, inspector);
    }

    /// <summary>The catalogue of some known files.</summary>
    public DatasetCatalog Of(IReadOnlyList<DatasetFile> files) => new(files, [], Inspector);

    /// <summary>The files of some sources alone.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public DatasetCatalog Of(IReadOnlyList<int> sources)
    {
        DatasetFile[] known = [.. Known.Where(f => sources.Contains(f.Source.DatasetSource))];
        return known.Length > 0
            ? new DatasetCatalog(known, [.. _listed.Where(f => sources.Contains(f.SourceIndex))], Inspector)
            : throw new ArgumentException($"The dataset has no files of source {string.Join(", ", sources)}.", nameof(sources));
    }

    /// <summary>Looks at files.</summary>
    public FileInspector Inspector { get; }

    /// <summary>All files that hold entries of the ranges asked for, or the first of each source.</summary>
    public IReadOnlyList<DatasetFile> Known { get; }

    /// <summary>Whether those are all.</summary>
    public bool KnowsAll => _listed.Count == 0;

    /// <summary>The number of files that an epoch reads, or looks at.</summary>
    public int Count => KnowsAll ? Known.Count : _listed.Count;

    /// <summary>The entries of the ranges asked for; null where not all files are known.</summary>
    public long? EntryCount => KnowsAll ? Known.Sum(f => f.End - f.First) : null;

    /// <summary>A file as it is listed, where not all are known.</summary>
    public ListedFile Listed(int place) => _listed[place];

    /// <summary>The path or URL of a file.</summary>
    public string LocationOf(int place) => KnowsAll ? Known[place].Location : _listed[place].Location;

    /// <summary>Whether only some entries of a source are read.</summary>
    public bool HasRanges => Known.Any(f => f.Specification.HasRange);

    /// <summary>Tells these files and ranges from others; those that nobody looked at, by where they lie.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Tells files and the entries that are read of them from others.</summary>
    public static ulong FingerprintOf(IReadOnlyList<DatasetFile> files)
    {
        ulong hash = 1;
        foreach (DatasetFile file in files)
        {
            hash = SeededRandom.Combine(hash, EntryHash.OfSource(file.Source, 0));
            hash = SeededRandom.Combine(SeededRandom.Combine(hash, (ulong)file.First), (ulong)file.End);
        }
        return hash;
    }
}
