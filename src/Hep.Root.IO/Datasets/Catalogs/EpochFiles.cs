using Hep.Jagged;
using Hep.Root.IO.Network;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>
/// The files of a dataset while an epoch is planned and read. A file that nobody knew is opened once for both: planning looks at it, and
/// reading, which follows soon, takes it over.
/// </summary>
/// <param name="catalog">The files.</param>
/// <param name="skipped">Takes those that cannot be read, if they may be skipped.</param>
/// <param name="epoch">The epoch.</param>
/// <param name="shuffle">How files are mixed; null where they come in their order, and chains of them have a meaning.</param>
/// <param name="samples">Whether some clusters are read and others not.</param>
internal sealed class EpochFiles(DatasetCatalog catalog, SkippedFiles skipped, int epoch, ShuffleOptions? shuffle, bool samples)
    : IAsyncDisposable
{
    private readonly bool _needsClusters = shuffle is not null || samples;
    private readonly Lock _knowing = new();                             // planning and reading are on different threads
    private readonly Dictionary<int, DatasetFile> _looked = [];         // files that are not read to their end
    private readonly List<(int Place, OpenFile Open)> _held = [];
    private readonly Dictionary<int, long> _given = [];                 // entries of those, where files may be skipped
    private readonly Dictionary<int, long> _chains = [];                // entries before the next file of a source

    /// <summary>Whether files take round trips to open.</summary>
    public bool AreRemote => catalog.Count > 0 && LocationText.IsUrl(catalog.LocationOf(0));

    /// <summary>What is known of a file; null where it is skipped, or lies behind the range of its source.</summary>
    /// <exception cref="RootException">It cannot be read, and must not be skipped.</exception>
    public async ValueTask<DatasetFile?> LookAsync(int place, CancellationToken cancellationToken)
    {
        try
        {
            DatasetFile? file = catalog.KnowsAll
                ? await WithClustersAsync(catalog.Known[place], place, cancellationToken).ConfigureAwait(false)
                : await LookAtAsync(catalog.Listed(place), place, cancellationToken).ConfigureAwait(false);
            if (shuffle is not null) file?.RequireParts(shuffle.Buffer);
            return file;
        }
        catch (RootException failure) when (skipped.IsAllowed)
        {
            DatasetFile? known = catalog.KnowsAll ? catalog.Known[place] : null;
            skipped.Add(catalog.LocationOf(place), failure, epoch, known?.End - known?.First);
            return null;
        }
    }

    /// <summary>Opens a file that was looked at.</summary>
    /// <exception cref="RootException">It cannot be read, or is not what it was.</exception>
    public async Task<OpenFile> OpenAsync(int place, CancellationToken cancellationToken)
    {
        int at = _held.FindIndex(f => f.Place == place);
        if (at < 0)
            return await catalog.Inspector.OpenAsync(Facts(place), cancellationToken).ConfigureAwait(false);
        OpenFile open = _held[at].Open;
        _held.RemoveAt(at);
        return open;
    }

    /// <summary>The rest of a file is not read, because it cannot be.</summary>
    public void Skip(int place, RootException reason)
    {
        DatasetFile file = Facts(place);
        long given;
        lock (_knowing) given = _given.GetValueOrDefault(place);
        skipped.Add(file.Location, reason, epoch, file.End - file.First - given);
    }

    /// <summary>Entries of a file were given.</summary>
    public void Give(int place, int entries)
    {
        lock (_knowing) _given[place] = _given.GetValueOrDefault(place) + entries;
    }

    /// <summary>Nothing more of a file is wanted.</summary>
    public void Forget(int place)
    {
        lock (_knowing)
        {
            _looked.Remove(place);
            _given.Remove(place);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_held.Count > 0) await CloseAsync(_held.Count - 1).ConfigureAwait(false);
    }

    private async ValueTask<DatasetFile?> LookAtAsync(ListedFile listed, int place, CancellationToken cancellationToken)
    {
        long chain = shuffle is null ? _chains.GetValueOrDefault(listed.SourceIndex) : 0;
        if (chain >= (listed.Source.EndEntry ?? long.MaxValue)) return null;
        OpenFile open = await catalog.Inspector.OpenAsync(listed, cancellationToken).ConfigureAwait(false);
        _chains[listed.SourceIndex] = chain + open.Facts.EntryCount;
        DatasetFile facts = open.Facts.BehindEntries(chain);
        if (_needsClusters) facts = facts with { Clusters = facts.Clusters ?? open.Tree.Clusters(facts.EntryCount) };
        lock (_knowing) _looked[place] = facts;
        await HoldAsync(place, open with { Facts = facts }).ConfigureAwait(false);
        return facts;
    }

    // A dataset that is mixed only now has not looked where its files are best cut.
    private async ValueTask<DatasetFile> WithClustersAsync(DatasetFile known, int place, CancellationToken cancellationToken)
    {
        if (!_needsClusters || known.Clusters is not null) return known;
        OpenFile open = await catalog.Inspector.OpenAsync(known, cancellationToken).ConfigureAwait(false);
        await HoldAsync(place, open).ConfigureAwait(false);
        return known with { Clusters = open.Tree.Clusters(known.EntryCount) };
    }

    private async ValueTask HoldAsync(int place, OpenFile open)
    {
        _held.Add((place, open));
        if (_held.Count > (shuffle?.Files ?? 1)) await CloseAsync(0).ConfigureAwait(false);
    }

    private DatasetFile Facts(int place)
    {
        if (catalog.KnowsAll) return catalog.Known[place];
        lock (_knowing) return _looked[place];
    }

    private async ValueTask CloseAsync(int at)
    {
        OpenFile open = _held[at].Open;
        _held.RemoveAt(at);
        await open.DisposeAsync().ConfigureAwait(false);
    }
}
