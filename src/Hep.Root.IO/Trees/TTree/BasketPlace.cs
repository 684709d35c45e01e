using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>Which entries a basket holds, and where it lies.</summary>
/// <param name="Index">Its place among the branch's baskets.</param>
/// <param name="FirstEntry">Its first entry.</param>
/// <param name="EntryCount">Its entries.</param>
/// <param name="Seek">The record's place in the file; 0 where the basket is embedded, or lost.</param>
/// <param name="RecordBytes">The record's size on disk.</param>
/// <param name="Embedded">The basket itself, where it lies in the tree's record.</param>
internal sealed record BasketPlace(int Index, long FirstEntry, int EntryCount, long Seek, int RecordBytes, EmbeddedBasket? Embedded)
{
    public long EndEntry => FirstEntry + EntryCount;

    /// <summary>
    /// The baskets of a branch. On disk are those below fWriteBasket whose place is known; baskets that were still in memory lie in
    /// fBaskets, the last one behind fWriteBasket (TBranch::Streamer). What lies behind in the three arrays is stale.
    /// </summary>
    public static IReadOnlyList<BasketPlace> ReadAll(RootObject branch, long entryCount)
    {
        long[] firsts = branch.GetNumbers("fBasketEntry"), seeks = branch.GetNumbers("fBasketSeek"),
            bytes = branch.GetNumbers("fBasketBytes");
        IReadOnlyList<object?> embedded = branch.GetList("fBaskets");
        long written = branch.GetNumber("fWriteBasket");
        if (written < 0 || written > firsts.Length || written > seeks.Length || written > bytes.Length)
            throw new RootException(
                $"Branch '{branch.GetText("fName")}' counts {written} baskets and names {Math.Min(firsts.Length, seeks.Length)} places.");
        List<BasketPlace> places = new((int)written + 1);
        for (int i = 0; i <= written; i++)
        {
            EmbeddedBasket? inside = i < embedded.Count ? embedded[i] as EmbeddedBasket : null;
            bool onDisk = i < written && seeks[i] != 0;
            if (i == written && inside is null) break;
            long first = i < firsts.Length ? firsts[i] : places.Count == 0 ? 0 : places[^1].EndEntry;
            // The start of the next basket ends this one; the last one ends with the branch.
            long end = i < written && i + 1 < firsts.Length ? firsts[i + 1] : entryCount;
            if (i == written - 1 && (i + 1 >= firsts.Length || firsts[i + 1] < first)) end = entryCount;
            if (inside is not null && !onDisk && i == written) end = first + inside.Header.EntryCount;
            if (end < first || end - first > int.MaxValue || (places.Count > 0 && first < places[^1].EndEntry))
                throw new RootException(
                    $"Branch '{branch.GetText("fName")}': basket {i} holds the entries {first} to {end}, out of order.");
            if (end == first) continue;
            places.Add(new BasketPlace(i, first, (int)(end - first), onDisk ? seeks[i] : 0,
                onDisk ? (int)Math.Clamp(bytes[i], 0, int.MaxValue) : 0, onDisk ? null : inside));
        }
        return places;
    }
}
