namespace Hep.Root.IO;

/// <summary>The members beside a record within a record, and beside those that it lies in, which may be called as its columns.</summary>
/// <param name="Members">The members of the record around it, with itself.</param>
/// <param name="Record">Itself.</param>
/// <param name="Prefix">What the columns of the record around it begin with.</param>
/// <param name="Outer">Those beside the record around it; null of the outermost.</param>
internal sealed record RivalMembers(IReadOnlyList<RecordMember> Members, RecordMember Record, string Prefix, RivalMembers? Outer)
{
    /// <summary>Whether a column is called as one of them.</summary>
    public bool Claim(string column)
    {
        foreach (RecordMember member in Members)
            if (!ReferenceEquals(member, Record) && Claims(member, Prefix, column)) return true;
        return Outer?.Claim(column) == true;
    }

    private static bool Claims(RecordMember member, string prefix, string column)
    {
        if (!column.StartsWith(prefix, StringComparison.Ordinal)) return false;
        if (member.Fields.Count == 0) return column.AsSpan(prefix.Length).SequenceEqual(member.Column);
        return RecordPrefix.Forms(member.Column).Any(form => member.Fields.Any(field => Claims(field, prefix + form, column)));
    }
}
