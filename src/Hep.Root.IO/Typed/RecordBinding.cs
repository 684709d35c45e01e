using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>
/// The members of a record held against the columns of a stream: done once, so that reading a batch checks no types. Records within it
/// have bindings of their own.
/// </summary>
internal sealed class RecordBinding
{
    private readonly string?[] _columns;
    private readonly RecordBinding?[] _records;
    private readonly Array?[] _filled;

    private RecordBinding(IReadOnlyList<RecordMember> members, Schema schema, string path, int depth)
    {
        Members = members;
        Schema = schema;
        Path = path;
        Depth = depth;
        _columns = new string?[members.Count];
        _records = new RecordBinding?[members.Count];
        _filled = new Array?[members.Count];
    }

    public IReadOnlyList<RecordMember> Members { get; }

    /// <summary>The columns that were checked.</summary>
    public Schema Schema { get; }

    /// <summary>The members that lead to the record, each with a dot behind it; empty for the outermost.</summary>
    public string Path { get; }

    /// <summary>In how many lists the records lie.</summary>
    public int Depth { get; }

    /// <summary>The columns that are there, in the order of the members.</summary>
    public IReadOnlyList<string> Columns => [.. Own().Distinct(StringComparer.Ordinal)];

    /// <summary>The column of a member; null where it is missing.</summary>
    public string? ColumnOf(int member) => _columns[member];

    /// <summary>The members of a member that is a record or a list of them; null where it is missing.</summary>
    public RecordBinding? RecordOf(int member) => _records[member];

    /// <summary>Checks a record against columns.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="whose">Whose they are, for the message.</param>
    /// <param name="unreadable">Columns that are not among them because they cannot be read, with the reason.</param>
    /// <exception cref="RootException">Members lack columns, or have types that cannot hold them; the message lists all.</exception>
    public static RecordBinding Of<T>(Schema schema, string whose, IReadOnlyDictionary<string, string>? unreadable = null)
        where T : IRootRecord<T>
    {
        RecordColumnNames names = new(schema, unreadable ?? new Dictionary<string, string>());
        List<string> problems = [];
        RecordBinding binding = Of(T.Members, names, new MemberPlace("", "", 0), null, problems);
        if (problems.Count > 0) throw new RootException($"{typeof(T).Name} does not fit {whose}. {string.Join(" ", problems)}");
        return binding;
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

    private IEnumerable<string> Own() =>
        Enumerable.Range(0, Members.Count).SelectMany(i => _records[i]?.Own() ?? (_columns[i] is { } column ? [column] : []));

    private static RecordBinding Of(IReadOnlyList<RecordMember> members, RecordColumnNames names, MemberPlace place, RivalMembers? outer,
        List<string> problems)
    {
        RecordBinding binding = new(members, names.Schema, place.Path, place.Depth);
        for (int i = 0; i < members.Count; i++)
        {
            RecordMember member = members[i];
            if (member.Fields.Count == 0)
            {
                binding._columns[i] = names.Find(member, place, problems);
                continue;
            }
            RivalMembers rivals = new(members, member, place.Prefix, outer);
            if (names.Find(member, place, rivals) is { } inner) binding._records[i] = Of(member.Fields, names, inner, rivals, problems);
            else if (!member.IsOptional) problems.Add(names.Lack(member, place));
        }
        return binding;
    }
}
