using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>The members of a record held against the columns of a stream: done once, so that reading a batch checks nothing.</summary>
internal sealed class RecordBinding
{
    private readonly bool[] _isMissing;
    private readonly Array?[] _filled;

    private RecordBinding(IReadOnlyList<RecordMember> members, Schema schema)
    {
        Members = members;
        Schema = schema;
        _isMissing = [.. members.Select(m => !schema.TryGet(m.Column, out _))];
        _filled = new Array?[members.Count];
    }

    public IReadOnlyList<RecordMember> Members { get; }

    /// <summary>The columns that were checked.</summary>
    public Schema Schema { get; }

    /// <summary>The columns that are there, in the order of the members.</summary>
    public IReadOnlyList<string> Columns =>
        [.. Members.Select(m => m.Column).Where((_, i) => !_isMissing[i]).Distinct(StringComparer.Ordinal)];

    public bool IsMissing(int member) => _isMissing[member];

    /// <summary>Checks a record against columns.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="whose">Whose they are, for the message.</param>
    /// <param name="whyUnreadable">Why a column that is not among them cannot be read; null where there is none of that name.</param>
    /// <exception cref="RootException">Members lack columns, or have types that cannot hold them; the message lists all.</exception>
    public static RecordBinding Of<T>(Schema schema, string whose, Func<string, string?>? whyUnreadable = null) where T : IRootRecord<T>
    {
        IReadOnlyList<RecordMember> members = T.Members;
        string[] problems = [.. members.Select(m => Problem(m, schema, whyUnreadable)).OfType<string>()];
        if (problems.Length > 0) throw new RootException($"{typeof(T).Name} does not fit {whose}. {string.Join(" ", problems)}");
        return new RecordBinding(members, schema);
    }

    /// <summary>As many copies of a value as a batch has entries, made once.</summary>
    public ReadOnlyMemory<T> Fill<T>(int member, T value, int count) where T : unmanaged
    {
        if (_filled[member] is T[] known && known.Length >= count) return known;
        T[] filled = new T[count];
        Array.Fill(filled, value);
        _filled[member] = filled;
        return filled;
    }

    private static string? Problem(RecordMember member, Schema schema, Func<string, string?>? whyUnreadable)
    {
        if (schema.TryGet(member.Column, out ColumnSchema? column))
            return RecordFit.Holds(member, column) ? null
                : $"Column '{column}' does not fit member {member.MemberName}, which is {RecordFit.TypeOf(member)}: "
                    + $"{RecordFit.Advice(column)}.";
        if (whyUnreadable?.Invoke(member.Column) is { } why) return $"Column '{member.Column}' cannot be read: {why}.";
        return member.IsOptional ? null
            : $"No column '{member.Column}' for member {member.MemberName}, which is {RecordFit.TypeOf(member)}."
                + NearNames.Suggest(member.Column, schema.Select(c => c.Name));
    }
}
