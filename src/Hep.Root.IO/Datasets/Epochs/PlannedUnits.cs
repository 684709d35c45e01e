using Hep.Root.IO.Datasets.Catalogs;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>
/// The units that are planned and not yet given, so that reading can begin again with them. One thread plans, another is given entries.
/// </summary>
/// <param name="rest">Those that are not planned yet.</param>
/// <param name="files">Whose they are.</param>
internal sealed class PlannedUnits(IAsyncEnumerator<ReadUnit> rest, EpochFiles files) : IAsyncDisposable
{
    private readonly Lock _changing = new();
    private readonly LinkedList<ReadUnit> _units = new();
    private readonly HashSet<int> _bad = [];

    /// <summary>Whether planning itself has failed: there is no going on then.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The units from the first on that was not given whole, without those of bad files.</summary>
    public async IAsyncEnumerable<ReadUnit> ReadAsync()
    {
        ReadUnit[] again;
        lock (_changing) again = [.. _units.Where(u => !_bad.Contains(u.File))];
        foreach (ReadUnit unit in again) yield return unit;
        while (await MoveAsync().ConfigureAwait(false))
        {
            bool isBad;
            lock (_changing)
            {
                _units.AddLast(rest.Current);
                isBad = _bad.Contains(rest.Current.File);
            }
            if (!isBad) yield return rest.Current;
        }
    }

    /// <summary>Entries of the first unit were given.</summary>
    public void Give(int entries)
    {
        lock (_changing)
        {
            ReadUnit unit = _units.First!.Value;
            EntryRange left = unit.Range with { First = unit.Range.First + entries };
            files.Give(unit.File, entries);
            if (left.First < left.End) _units.First.Value = unit with { Range = left };
            else RemoveFirst();
        }
    }

    /// <summary>The first unit, if it belongs to a bad file, will not be given: how many entries are lost with it; else null.</summary>
    public long? TakeLost()
    {
        lock (_changing)
        {
            if (_units.First is not { } first || !_bad.Contains(first.Value.File)) return null;
            RemoveFirst();
            return first.Value.Range.End - first.Value.Range.First;
        }
    }

    /// <summary>The file of the first unit cannot be read: none of its units will be given.</summary>
    /// <returns>False where there is none.</returns>
    public bool SkipFirst(RootException reason)
    {
        lock (_changing)
        {
            ReadUnit? first = _units.Select(u => (ReadUnit?)u).FirstOrDefault(u => !_bad.Contains(u!.Value.File));
            if (first is not { File: var bad }) return false;
            _bad.Add(bad);
            files.Skip(bad, reason);
            return true;
        }
    }

    public ValueTask DisposeAsync() => rest.DisposeAsync();

    private void RemoveFirst()
    {
        ReadUnit first = _units.First!.Value;
        _units.RemoveFirst();
        if (first.EndsFile) files.Forget(first.File);
    }

    private async ValueTask<bool> MoveAsync()
    {
        try
        {
            return await rest.MoveNextAsync().ConfigureAwait(false);
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }
}
