namespace Hep.Root.IO.Compression.Lzma;

/// <summary>Where each probability of LZMA stands in one array, and the state machine that chooses among them.</summary>
internal static class LzmaModel
{
    /// <summary>Stored bytes of an LZMA2 chunk at most: two bytes say one less.</summary>
    public const int MaxChunkBytes = 1 << 16;

    /// <summary>What the last symbols were: literals below <see cref="FirstMatchState"/>, matches from there on.</summary>
    public const int States = 12, FirstMatchState = 7;

    /// <summary>Low bits of the position that choose probabilities: at most four.</summary>
    public const int MaxPositionStates = 16;

    /// <summary>The shortest match; and the longest, from the 8 + 8 + 256 lengths of a length coder.</summary>
    public const int MinMatch = 2, MaxMatch = MinMatch + LowLengths + LowLengths + HighLengths - 1;

    /// <summary>Distance slots from this one on are not modelled bit by bit; the four lowest bits of longer distances are.</summary>
    public const int FirstDirectSlot = 14, AlignBits = 4, SlotBits = 6, LengthStates = 4;

    /// <summary>A coder of lengths: two choices, then 3 bits by position state, 3 more by position state, or 8 bits.</summary>
    public const int LowLengths = 8, HighLengths = 256, Choice = 0, Choice2 = 1, Low = 2, Middle = Low + MaxPositionStates * LowLengths,
        High = Middle + MaxPositionStates * LowLengths, LengthCoderCount = High + HighLengths;

    /// <summary>Probabilities of one literal context: a tree of 8 bits, and two more for literals after a match.</summary>
    public const int LiteralCount = 0x300;

    /// <summary>The places of the groups.</summary>
    public const int
        IsMatch = 0,
        IsRep0Long = IsMatch + States * MaxPositionStates,
        IsRep = IsRep0Long + States * MaxPositionStates,
        IsRep0 = IsRep + States,
        IsRep1 = IsRep0 + States,
        IsRep2 = IsRep1 + States,
        Slots = IsRep2 + States,
        ModelledDistances = Slots + (LengthStates << SlotBits),
        Align = ModelledDistances + ModelledDistanceCount,
        MatchLength = Align + (1 << AlignBits),
        RepLength = MatchLength + LengthCoderCount,
        Literals = RepLength + LengthCoderCount;

    /// <summary>Literal context and position bits together, as LZMA2 bounds them.</summary>
    public const int MaxLiteralBits = 4;

    /// <summary>Places behind the last literal that are read ahead and never used.</summary>
    public const int LookAhead = 0x100;

    /// <summary>All probabilities that LZMA2 can need.</summary>
    public const int Count = Literals + (LiteralCount << MaxLiteralBits) + LookAhead;

    // Slots 4 to 13 stand for distances below 128; each slot's reverse tree begins at (distance base − slot).
    private const int ModelledDistanceCount = 128 - FirstDirectSlot + 1;

    /// <summary>The state after a literal: 0 after 0 to 3, three less after 4 to 9, six less after 10 and 11; a digit each.</summary>
    public static int AfterLiteral(int state) => (int)(0x5465_4321_0000 >> 4 * state) & 0xF;

    /// <summary>The state after a match at a new distance.</summary>
    public static int AfterMatch(int state) => state < FirstMatchState ? 7 : 10;

    /// <summary>The state after a match at a remembered distance.</summary>
    public static int AfterRep(int state) => state < FirstMatchState ? 8 : 11;

    /// <summary>The state after one byte copied from the last distance.</summary>
    public static int AfterShortRep(int state) => state < FirstMatchState ? 9 : 11;
}
