using System.Buffers;
using Hep.Jagged;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// The columns of a schema by the parts of their names, as a reader of an RNTuple joined them: <c>jets.pt</c> and <c>jets.eta</c> are the
/// members <c>pt</c> and <c>eta</c> of <c>jets</c>.
/// </summary>
internal sealed class FieldTree
{
    // Half as deep as a reader goes unless told otherwise: collections and dimensions are fields too.
    private const int MaxDepth = 32;

    // As ROOT has it (EnsureValidNameForRNTuple); of a column's name a dot divides the parts.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("./\\ ");

    private readonly List<FieldTree> _members = [];

    private FieldTree(string name, string path) => (Name, Path) = (name, path);

    /// <summary>The name as a part of what it lies in.</summary>
    public string Name { get; }

    /// <summary>The name with all parts.</summary>
    public string Path { get; }

    /// <summary>The place of its column; null where it is made of members.</summary>
    public int? Column { get; private set; }

    public IReadOnlyList<FieldTree> Members => _members;

    /// <summary>The places of all columns in it.</summary>
    public IEnumerable<int> Columns => Column is { } own ? [own] : _members.SelectMany(m => m.Columns);

    /// <summary>The fields of the top.</summary>
    /// <exception cref="RootException">A column is none that an RNTuple holds, or its name none that fields take.</exception>
    public static IReadOnlyList<FieldTree> Of(Schema schema)
    {
        FieldTree top = new("", "");
        Dictionary<string, FieldTree> known = new(StringComparer.Ordinal) { [""] = top };
        for (int i = 0; i < schema.Count; i++) Add(known, schema[i], i);
        return top.Members;
    }

    private static void Add(Dictionary<string, FieldTree> known, ColumnSchema column, int place)
    {
        if (PageType.Find(column.Type) is null)
            throw new RootException($"Column '{column}' cannot be written to an RNTuple: bytes that nobody described have no type; "
                + "leave the column out.");
        string[] parts = column.Name.Split('.', MaxDepth + 1);
        if (parts.Length > MaxDepth) throw NoName(column);
        FieldTree field = known[""];
        string path = "";
        foreach (string part in parts)
        {
            if (part.Length == 0 || part.AsSpan().ContainsAny(Forbidden) || part.Any(char.IsControl)) throw NoName(column);
            path = path.Length == 0 ? part : $"{path}.{part}";
            if (!known.TryGetValue(path, out FieldTree? member))
            {
                member = new FieldTree(part, path);
                if (field.Column is not null) throw Clash(field.Path, column.Name);
                field._members.Add(member);
                known.Add(path, member);
            }
            field = member;
        }
        if (field._members.Count > 0) throw Clash(column.Name, $"{column.Name}.{field._members[0].Name}");
        field.Column = place;
    }

    private static RootException NoName(ColumnSchema column) =>
        new($"'{column.Name}' is no name for a field: it has a slash, backslash or blank, an empty part, or more than {MaxDepth} parts. "
            + "column.Share(name) gives a column another.");

    private static RootException Clash(string column, string member) =>
        new($"'{member}' cannot be written to an RNTuple beside '{column}': a field has a value or members. "
            + "column.Share(name) gives a column another name.");
}
