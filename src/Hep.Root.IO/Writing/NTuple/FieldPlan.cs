using Hep.Jagged;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// The fields and columns of a schema: a list is a vector with a column of its ends, a fixed shape an array, a text ends and characters, in
/// any depth and order.
/// </summary>
internal sealed class FieldPlan
{
    private const ushort Value = 0, Collection = 1;

    private readonly List<NTupleField> _fields = [];
    private readonly List<PageColumn> _columns = [];
    private readonly List<IReadOnlyList<FieldStep>> _paths = [];
    private readonly PageForm _form;

    /// <exception cref="RootException">A column is none that an RNTuple holds, or its name none that one takes.</exception>
    public FieldPlan(Schema schema, PageForm form)
    {
        _form = form;
        foreach (ColumnSchema column in schema)
        {
            List<FieldStep> path = [];
            Add(column, Check(column), dimension: 0, level: 0, parent: null, path);
            _paths.Add(path);
        }
    }

    /// <summary>The type of the values of a column that a field can hold.</summary>
    /// <exception cref="RootException">It can hold none of its name, or of its type.</exception>
    public static PageType Check(ColumnSchema column)
    {
        if (column.Name.AsSpan().ContainsAny(".\\/") || column.Name.Any(char.IsControl))
            throw new RootException(
                $"'{column.Name}' is no name for a field: it has a dot or slash. column.Share(name) gives a column another.");
        return PageType.Find(column.Type) ?? throw new RootException(
            $"Column '{column}' cannot be written to an RNTuple: bytes that nobody described have no type; leave the column out.");
    }

    public IReadOnlyList<NTupleField> Fields => _fields;

    public IReadOnlyList<PageColumn> Columns => _columns;

    /// <summary>Of each column of the schema, how its entries come to the columns of its fields.</summary>
    public IReadOnlyList<IReadOnlyList<FieldStep>> Paths => _paths;

    private void Add(ColumnSchema column, PageType type, int dimension, int level, int? parent, List<FieldStep> path)
    {
        int id = _fields.Count;
        string name = parent is null ? column.Name : "_0", typeName = TypeName(column, type, dimension);
        bool isLeaf = dimension == column.Dimensions.Length;
        Dimension size = isLeaf ? Dimension.Fixed(1) : column.Dimensions[dimension];
        ushort role = size.IsVariable ? Collection : Value;
        _fields.Add(new NTupleField(parent ?? id, role, name, typeName, isLeaf ? 0 : size.Size));
        if (isLeaf)
        {
            if (type == PageType.Character) path.Add(new FieldStep(AddColumn(new IndexColumn(level, id, _form)), level, 1));
            path.Add(new FieldStep(AddColumn(Values(type, id)), null, 1));
            return;
        }
        path.Add(size.IsVariable
            ? new FieldStep(AddColumn(new IndexColumn(level, id, _form)), level, 1)
            : new FieldStep(null, null, size.Size));
        Add(column, type, dimension + 1, size.IsVariable ? level + 1 : level, id, path);
    }

    private PageColumn AddColumn(PageColumn column)
    {
        _columns.Add(column);
        return column;
    }

    private PageColumn Values(PageType type, int fieldId) => type.Element switch
    {
        ElementType.Bool => new ElementColumn<bool>(type, fieldId, _form),
        ElementType.Int8 => new ElementColumn<sbyte>(type, fieldId, _form),
        ElementType.Int16 => new ElementColumn<short>(type, fieldId, _form),
        ElementType.UInt16 => new ElementColumn<ushort>(type, fieldId, _form),
        ElementType.Int32 => new ElementColumn<int>(type, fieldId, _form),
        ElementType.UInt32 => new ElementColumn<uint>(type, fieldId, _form),
        ElementType.Int64 => new ElementColumn<long>(type, fieldId, _form),
        ElementType.UInt64 => new ElementColumn<ulong>(type, fieldId, _form),
        ElementType.Float32 => new ElementColumn<float>(type, fieldId, _form),
        ElementType.Float64 => new ElementColumn<double>(type, fieldId, _form),
        _ => new ElementColumn<byte>(type, fieldId, _form),
    };

    private static string TypeName(ColumnSchema column, PageType type, int dimension)
    {
        if (dimension == column.Dimensions.Length) return type.CppName;
        string inner = TypeName(column, type, dimension + 1);
        Dimension size = column.Dimensions[dimension];
        return size.IsVariable ? $"std::vector<{inner}>" : $"std::array<{inner},{size.Size}>";
    }
}

/// <summary>A step from entries to values: what is written on the way, and which elements of the next level it leads to.</summary>
/// <param name="Column">Takes the elements of this level; null for a fixed shape, which has no column.</param>
/// <param name="Level">The level of offsets that leads on; null where there is none.</param>
/// <param name="Size">Elements of each, where they are equally many.</param>
internal sealed record FieldStep(PageColumn? Column, int? Level, int Size)
{
    /// <summary>The elements of the next level that belong to those of this one.</summary>
    public (int From, int To) Next(Column column, int from, int to) =>
        Level is { } level ? (column.Offsets(level)[from], column.Offsets(level)[to]) : (from * Size, to * Size);
}
