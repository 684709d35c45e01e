namespace Hep.Root.IO;

/// <summary>Where a record lies within others.</summary>
/// <param name="Prefix">What the names of its columns begin with.</param>
/// <param name="Path">The members that lead to it, each with a dot behind it.</param>
/// <param name="Depth">In how many lists it lies.</param>
internal sealed record MemberPlace(string Prefix, string Path, int Depth)
{
    /// <summary>The place of a member that is a record or a list of them, whose columns begin so.</summary>
    public MemberPlace Of(RecordMember member, string prefix) =>
        new(Prefix + prefix, $"{Path}{member.MemberName}.", member.Shape == RecordShape.Records ? Depth + 1 : Depth);
}
