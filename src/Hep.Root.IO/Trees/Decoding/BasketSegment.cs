namespace Hep.Root.IO.Trees.Decoding;

/// <summary>Consecutive entries of one basket.</summary>
/// <param name="Basket">The basket.</param>
/// <param name="First">The first entry, counted in the basket.</param>
/// <param name="Count">The number of entries.</param>
internal readonly record struct BasketSegment(LoadedBasket Basket, int First, int Count)
{
    /// <summary>The bytes of all of them.</summary>
    public ReadOnlySpan<byte> Bytes => IsWhole ? Basket.Data : Basket.Part(First, Count);

    /// <summary>Whether the basket has no other entries.</summary>
    public bool IsWhole => Count == Basket.EntryCount;

    /// <summary>A failure at an entry of the segment, with the basket and where its record lies.</summary>
    public RootException Fail(int entry, string message) =>
        new($"{message} (entry {Basket.FirstEntry + First + entry} of the branch, {Basket.Label})") { Offset = Basket.Label.Seek };
}
