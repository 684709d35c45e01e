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

    /// <summary>Consecutive entries of these.</summary>
    public BasketSegment Slice(int first, int count) => this with { First = First + first, Count = count };

    /// <summary>
    /// Fills where the lists end, one an entry, from the table as it is stored; false where it is not stored, or not right.
    /// </summary>
    /// <param name="ends">Takes the ends, counted in elements.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="before">Elements of the lists before.</param>
    public bool TryFillEnds(Span<int> ends, int elementBytes, int before) =>
        ListEnds.TryFill(Basket.StoredOffsets, First, ends, Basket.DataStart, Basket.DataBytes, elementBytes, before);

    /// <summary>Whether the lists have these offsets, one number more than entries; false also where they cannot be told.</summary>
    public bool HasOffsets(ReadOnlySpan<int> offsets, int elementBytes) => ListEnds.Are(
        offsets[1..], Basket.StoredOffsets, First, Basket.DataStart, Basket.DataBytes, elementBytes, offsets[0]);

    /// <summary>A failure at an entry of the segment, with the basket and where its record lies.</summary>
    /// <param name="entry">The entry, counted in the segment.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="isPlan">Whether that may be the plan, and not the bytes.</param>
    public RootException Fail(int entry, string message, bool isPlan = false)
    {
        string why = $"{message} (entry {Basket.FirstEntry + First + entry} of the branch, {Basket.Label})";
        return new RootException(why) { Offset = Basket.Label.Seek, WhyUndecodable = isPlan ? why : null };
    }
}
