using System.Runtime.CompilerServices;
using Hep.Jagged;

namespace Hep.Root.IO.Friends;

/// <summary>A source with a friend beside it: for each of its entries the friend's, by number or by key.</summary>
internal sealed class FriendSource : IBatchSource
{
    private readonly IBatchSource _source;
    private readonly Schema _shown;
    private readonly RootTree _friend;
    private readonly FriendColumns _columns;
    private readonly IReadOnlyList<string> _on;
    private readonly FriendOptions _options;

    private FriendSource(IBatchSource source, Schema shown, RootTree friend, FriendColumns columns, IReadOnlyList<string> on,
        FriendOptions options, Schema schema)
    {
        _source = source;
        _shown = shown;
        _friend = friend;
        _columns = columns;
        _on = on;
        _options = options;
        Schema = schema;
    }

    public Schema Schema { get; }

    public long? EntryCount => _options.DropUnmatched ? null : _source.EntryCount;

    public static FriendSource Join(IBatchSource source, RootTree friend, IReadOnlyList<string> on, FriendOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(on.Count, EntryKeys.MaxColumns, nameof(on));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Read.BatchSize, nameof(options));
        EntryKeys.Check(source.Schema, on, "the tree");
        EntryKeys.Check(friend.Schema, on, $"friend '{friend.Path}' ({friend.Source.Location})");
        FriendColumns columns = FriendColumns.Of(friend, source.Schema, on, options.Name);
        return new FriendSource(source, source.Schema, friend, columns, on, options, new Schema([.. source.Schema, .. columns.Shown]));
    }

    public IBatchSource WithColumns(Schema columns)
    {
        Schema shown = new(columns.Where(c => _shown.TryGet(c.Name, out _)));
        FriendColumns theirs = _columns.Select(columns.Where(c => !_shown.TryGet(c.Name, out _)).Select(c => c.Name));
        return new FriendSource(_source, shown, _friend, theirs, _on, _options, columns);
    }

    public IBatchSource WithShard(int rank, int count) =>
        new FriendSource(_source.WithShard(rank, count), _shown, _friend, _columns, _on, _options, Schema);

    public IAsyncEnumerable<EntryBatch> ReadAsync(int epoch = 0, CancellationToken cancellationToken = default) =>
        ReadPlacedAsync(epoch, null, cancellationToken).Batches(cancellationToken);

    public IAsyncEnumerable<PlacedBatch<EntryBatch>> ReadPlacedAsync(
        int epoch = 0, BatchPosition? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return Core(cancellationToken);

        async IAsyncEnumerable<PlacedBatch<EntryBatch>> Core([EnumeratorCancellation] CancellationToken ct = default)
        {
            EntryIndex? index = _on.Count == 0 ? null : await EntryIndex.ReadAsync(_friend, _on, ct).ConfigureAwait(false);
            FriendRows rows = new(_friend, [.. _columns.Stored.Select(c => c.Name)], _options.Read, ct);
            await using ConfiguredAsyncDisposable held = rows.ConfigureAwait(false);
            EntrySource? source = null;
            IBatchSource narrowed = _source.WithColumns(Needed());
            await foreach ((EntryBatch batch, BatchPosition behind) in narrowed.ReadPlacedAsync(epoch, from, ct).ConfigureAwait(false))
            {
                EntryBatch? joined;
                using (batch)
                {
                    if (index is null) CheckOneTree(batch, ref source);
                    long[] places = index is null ? Numbers(batch) : index.Find(EntryKeys.Of(batch, _on));
                    joined = await JoinAsync(batch, places, rows).ConfigureAwait(false);
                }
                if (joined is not null) yield return new(joined, behind);
            }
        }
    }

    // The keys are read in any case, and where nothing is asked of the source itself, its smallest column tells which entries it has.
    private Schema Needed()
    {
        Schema needed = new([.. _shown, .. _on.Where(n => !_shown.TryGet(n, out _)).Select(n => _source.Schema[n])]);
        return needed.Count > 0 ? needed : new Schema([_source.Schema.MinBy(c => (c.Depth, c.FixedCount * c.Type.Width))!]);
    }

    private async ValueTask<EntryBatch?> JoinAsync(EntryBatch batch, long[] places, FriendRows rows)
    {
        int[] matched = [.. Enumerable.Range(0, places.Length).Where(i => places[i] >= 0)];
        if (matched.Length < places.Length && !_options.DropUnmatched) throw Unmatched(batch, Array.FindIndex(places, p => p < 0));
        if (matched.Length == 0) return null;
        using EntryBatch kept = matched.Length == places.Length ? batch.Share() : batch.Take(matched);
        if (_columns.Stored.Count == 0) return Show(kept, null);
        using EntryBatch friends = await rows.ReadAsync(Array.ConvertAll(matched, i => places[i])).ConfigureAwait(false);
        return Show(kept, friends);
    }

    private EntryBatch Show(EntryBatch kept, EntryBatch? friends) => new(
        Schema,
        [.. Schema.Select(c => _shown.TryGet(c.Name, out _)
            ? kept[c.Name].Share()
            : friends!.Columns[_columns.Shown.GetIndex(c.Name)].ShareAs(c))],
        kept.Identities.Share());

    private long[] Numbers(EntryBatch batch)
    {
        long[] entries = batch.Identities.Entries.ToArray();
        for (int i = 0; i < entries.Length; i++)
            if (entries[i] >= _friend.CommonEntries) entries[i] = -1;
        return entries;
    }

    private static void CheckOneTree(EntryBatch batch, ref EntrySource? known)
    {
        foreach (EntrySource source in batch.Identities.Sources)
            if ((known ??= source) != source)
                throw new RootException(
                    $"Entries of several trees ('{known.Location}', '{source.Location}') have no friend by number: "
                    + "join by columns, or each tree alone.");
    }

    private RootException Unmatched(EntryBatch batch, int row)
    {
        string keys = string.Join(", ", _on.Select(n => $"{n} {batch.GetAs<long>(n).Values[row]}"));
        return new RootException(
            $"Entry {batch.Identities.Entries[row]} ({(keys.Length == 0 ? $"the friend has {_friend.CommonEntries} entries" : keys)}) "
            + $"has none in friend '{_friend.Path}' ({_friend.Source.Location}): FriendOptions.DropUnmatched leaves such entries out.")
                { File = _friend.Source.Location, Object = _friend.Path };
    }
}
