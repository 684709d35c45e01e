using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Merging;

/// <summary>Bits of objects that say what is no more so once others were added to them.</summary>
internal static class MergedBits
{
    /// <summary>Of a graph: its frame is to be made anew, and its points rise in x (TGraph.h: kResetHisto, kIsSortedX).</summary>
    public const uint ResetFrame = 1 << 17, IsSorted = 1 << 19;

    /// <summary>Of a histogram: adding takes the mean (TH1.h: kIsAverage).</summary>
    public const uint IsAverage = 1 << 18;

    /// <summary>The same object with some bits set and others cleared.</summary>
    public static RootObject Change(RootObject source, uint set, uint cleared) => ChangedObject.Of(source, new(StringComparer.Ordinal)
    {
        [ObjectHeader.BitsName] = (uint)source.GetNumber(ObjectHeader.BitsName) & ~cleared | set,
    });
}
