namespace Hep.Root.IO.Serialization;

/// <summary>The header of a serialized object.</summary>
/// <param name="Start">Where the header begins.</param>
/// <param name="End">Where the object ends; −1 where no byte count tells.</param>
/// <param name="RawVersion">The version with its flag for member-wise streaming.</param>
internal readonly record struct Frame(int Start, int End, ushort RawVersion)
{
    private const ushort MemberWise = 0x4000;

    public int Version => RawVersion & ~MemberWise;

    public bool IsMemberWise => (RawVersion & MemberWise) != 0;
}
