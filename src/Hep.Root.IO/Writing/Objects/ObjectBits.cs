using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Writing.Objects;

/// <summary>The bits of a TObject as they go into a file.</summary>
internal static class ObjectBits
{
    // On the heap, and not deleted: how ROOT marks objects in memory, and so in files (TObject.h).
    private const uint OnHeap = 0x0100_0000, NotDeleted = 0x0200_0000;

    // In a list that owns it: said by a histogram of its directory, which the reader decides anew.
    private const uint MustCleanup = 0x8;

    /// <summary>
    /// The bits that an object had; never those that promise more than the bytes hold, as the id of a process behind the bits.
    /// </summary>
    public static uint Of(RootObject source) =>
        (uint)source.GetNumber(ObjectHeader.BitsName) & ~(ObjectHeader.IsReferenced | MustCleanup) | OnHeap | NotDeleted;
}
