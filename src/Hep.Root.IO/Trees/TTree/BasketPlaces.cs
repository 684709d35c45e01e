using System.Collections;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>
/// The baskets of a branch that have entries. Their order is checked when the tree is opened; the list itself is made when the branch is
/// read, for most branches of most trees never are.
/// </summary>
/// <remarks>
/// On disk are the baskets below fWriteBasket whose place is known; those that were still in memory lie in fBaskets, the last one behind
/// fWriteBasket (TBranch::Streamer). What lies behind in the three arrays is stale.
/// </remarks>
internal sealed class BasketPlaces : IReadOnlyList<BasketPlace>
{
    private readonly RootObject _branch;
    private readonly long _entryCount;
    private BasketPlace[]? _places;

    /// <exception cref="RootException">Their entries are out of order, or they are more than places are named for.</exception>
    public BasketPlaces(RootObject branch, long entryCount)
    {
        (_branch, _entryCount) = (branch, entryCount);
        Walk(null);
    }

    public int Count { get; private set; }

    /// <summary>Their entries.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Bytes of those that lie in the tree's record.</summary>
    public long EmbeddedBytes { get; private set; }

    /// <summary>How many of them lie there.</summary>
    public int EmbeddedCount { get; private set; }

    /// <summary>How many of them have a place in the file.</summary>
    public int OnDiskCount { get; private set; }

    public BasketPlace this[int index] => Places()[index];

    public IEnumerator<BasketPlace> GetEnumerator() => ((IEnumerable<BasketPlace>)Places()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Threads that meet here make the same list.
    private BasketPlace[] Places()
    {
        if (_places is not null) return _places;
        BasketPlace[] places = new BasketPlace[Count];
        Walk(places);
        return _places = places;
    }

    private void Walk(BasketPlace[]? into)
    {
        long[] firsts = _branch.GetNumbers("fBasketEntry"), seeks = _branch.GetNumbers("fBasketSeek");
        Array bytes = _branch["fBasketBytes"] as Array ?? Array.Empty<int>();
        ReadOnlySpan<object?> embedded = _branch.GetItems("fBaskets");
        long written = _branch.GetNumber("fWriteBasket");
        if (written < 0 || written > firsts.Length || written > seeks.Length || written > bytes.Length)
            throw new RootException(
                $"Branch '{_branch.GetText("fName")}' counts {written} baskets and names {Math.Min(firsts.Length, seeks.Length)} places.");
        int count = 0;
        long lastEnd = 0;
        for (int i = 0; i <= written; i++)
        {
            EmbeddedBasket? inside = i < embedded.Length ? embedded[i] as EmbeddedBasket : null;
            if (i == written && inside is null) break;
            bool onDisk = i < written && seeks[i] != 0;
            long first = i < firsts.Length ? firsts[i] : lastEnd;
            long end = EndOf(i, first, firsts, written);
            if (inside is not null && !onDisk && i == written) end = first + inside.Header.EntryCount;
            if (end < first || end - first > int.MaxValue || (count > 0 && first < lastEnd))
                throw new RootException(
                    $"Branch '{_branch.GetText("fName")}': basket {i} holds the entries {first} to {end}, out of order.");
            if (end == first) continue;
            lastEnd = end;
            if (into is null) Sum(end - first, onDisk, onDisk ? null : inside);
            else
                into[count] = new BasketPlace(i, first, (int)(end - first), onDisk ? seeks[i] : 0,
                    onDisk ? BytesOf(bytes, i) : 0, onDisk ? null : inside);
            count++;
        }
        Count = count;
    }

    // The start of the next basket ends this one; the last one ends with the branch.
    private long EndOf(int basket, long first, long[] firsts, long written)
    {
        bool hasNext = basket + 1 < firsts.Length;
        if (basket == written - 1 && (!hasNext || firsts[basket + 1] < first)) return _entryCount;
        return basket < written && hasNext ? firsts[basket + 1] : _entryCount;
    }

    private void Sum(long entries, bool onDisk, EmbeddedBasket? embedded)
    {
        EntryCount += entries;
        if (onDisk) OnDiskCount++;
        if (embedded is null) return;
        EmbeddedCount++;
        EmbeddedBytes += embedded.Data.Length;
    }

    // The runtime would take a uint[] for an int[].
    private static int BytesOf(Array bytes, int basket)
    {
        long stored = bytes.GetType() == typeof(int[]) ? ((int[])bytes)[basket] : RootObject.ToInt64(bytes.GetValue(basket));
        return (int)Math.Clamp(stored, 0, int.MaxValue);
    }
}
