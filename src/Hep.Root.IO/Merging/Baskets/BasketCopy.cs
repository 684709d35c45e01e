using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.TTree;
using Hep.Root.IO.Writing.Baskets;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Records;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>Copies the baskets of TTrees behind each other, in the order in which a file has them.</summary>
/// <param name="plan">What they have to be like.</param>
/// <param name="tables">The file to write.</param>
/// <param name="directory">The directory of the tree.</param>
/// <param name="joined">The tree that it becomes.</param>
internal sealed class BasketCopy(BasketCopyPlan plan, FileTables tables, OutputDirectory directory, JoinedTree joined)
    : RecordCopy<BasketCopy.ListedBasket>(tables, keyLength: 0)
{
    private const string BasketClass = "TBasket";

    private readonly FileTables _tables = tables;

    public override string ClassName => joined.First.ClassName;

    public override async Task<long> AddAsync(RootFile file, RootKey key, Action<long> progress, CancellationToken cancellationToken)
    {
        StoredTree tree = await plan.ReadAsync(file, key, cancellationToken).ConfigureAwait(false);
        await DescribeAsync(file, plan.Layouts, cancellationToken).ConfigureAwait(false);
        List<ListedBasket> onDisk = [.. List(tree)];
        long total = CheckTotal(onDisk, file);
        await CopyAsync(onDisk, file, done => progress((long)((double)done / total * tree.EntryCount)), cancellationToken)
            .ConfigureAwait(false);
        foreach (SealedBasket basket in Embedded(tree)) await Queue.AddAsync(basket, cancellationToken).ConfigureAwait(false);
        // The next file's baskets are listed behind those that are placed.
        await Queue.DrainAsync(cancellationToken).ConfigureAwait(false);
        joined.Add(tree);
        return tree.EntryCount;
    }

    public override Task<RecordKey> WriteAsync(RecordKey key, CancellationToken cancellationToken) =>
        _tables.AddAsync(directory, key, joined.Write, cancellationToken);

    private IEnumerable<ListedBasket> List(StoredTree tree)
    {
        for (int i = 0; i < tree.Branches.Count; i++)
        {
            BasketList list = joined.Branches[i].Baskets;
            foreach (BasketPlace place in tree.Branches[i].Baskets)
                if (place.Embedded is null)
                    yield return new ListedBasket(tree.Branches[i].Name, place, list,
                        list.Add(joined.EntryCount + place.FirstEntry, place.EntryCount, place.RecordBytes));
        }
    }

    // Records do not overlap: only a file that lies has more of them than bytes.
    private static long CheckTotal(List<ListedBasket> baskets, RootFile file)
    {
        long total = 0;
        foreach (ListedBasket basket in baskets)
        {
            BasketPlace place = basket.Place;
            total += place.RecordBytes;
            if (place.RecordBytes > file.Length - place.Seek || total > file.Length)
                throw Placed(new RootException($"A basket of {place.RecordBytes} bytes is said to be here, and the file has {file.Length}: "
                    + "it is truncated, or the tree's record is wrong."), basket, file);
        }
        return total;
    }

    protected override (long Seek, int Bytes) PlaceOf(ListedBasket record) => (record.Place.Seek, record.Place.RecordBytes);

    protected override SealedRecord Seal(IReadOnlyList<ListedBasket> records, byte[] bytes, int length, RootFile file)
    {
        CopiedBasket[] copied = new CopiedBasket[records.Count];
        int offset = 0;
        for (int i = 0; i < copied.Length; i++)
        {
            ListedBasket basket = records[i];
            long plainBytes = Check(basket, bytes.AsSpan(offset, basket.Place.RecordBytes), file);
            copied[i] = new CopiedBasket(basket.Branch, basket.List, basket.Index, offset, plainBytes);
            offset += basket.Place.RecordBytes;
        }
        return new CopiedBaskets(bytes, length, copied, directory.Key.Seek);
    }

    // The key of a basket says what the tree says of it, as far as that can be seen without its payload.
    private static long Check(ListedBasket basket, ReadOnlySpan<byte> record, RootFile file)
    {
        try
        {
            RootBuffer buffer = new(record), names = buffer;
            BasketHeader header = BasketHeader.Read(ref buffer);
            // Baskets of a branch that was renamed keep the name that it had.
            KeyRecord key = KeyRecord.Read(ref names);
            if (key.ClassName != BasketClass)
                throw new RootException($"A basket of '{basket.Branch}' expected, the key is that of a '{key.ClassName}' of '{key.Name}'.");
            if (header.RecordBytes != record.Length || header.KeyLength < buffer.Position || header.KeyLength > record.Length)
                throw new RootException(
                    $"A basket of {record.Length} bytes expected, its key says {header.RecordBytes}, {header.KeyLength} of them its own.");
            if (header.EntryCount != basket.Place.EntryCount)
                throw new RootException($"{basket.Place.EntryCount} entries expected by the branch, the basket has {header.EntryCount}.");
            return (long)header.KeyLength + header.PlainBytes;
        }
        catch (RootException failure)
        {
            throw Placed(failure, basket, file);
        }
    }

    // Baskets that were not full lay in the tree's own record.
    private IEnumerable<SealedBasket> Embedded(StoredTree tree)
    {
        for (int i = 0; i < tree.Branches.Count; i++)
            foreach (BasketPlace place in tree.Branches[i].Baskets)
                if (place.Embedded is { } embedded)
                {
                    SealedBasket basket = EmbeddedRecord.Of(embedded, joined.EntryCount + place.FirstEntry, joined.Branches[i]);
                    basket.Compress(_tables.Compression);
                    yield return basket;
                }
    }

    private static RootException Placed(RootException failure, ListedBasket basket, RootFile file) =>
        new RootException(failure.Message, failure.InnerException) { Offset = failure.Offset ?? 0 }
            .In(file.Location, $"branch '{basket.Branch}', basket {basket.Place.Index}", basket.Place.Seek);

    /// <summary>A basket of a branch, and its number among those in the new file.</summary>
    internal readonly record struct ListedBasket(string Branch, BasketPlace Place, BasketList List, int Index);
}
