using Hep.Jagged;
using Hep.Root.IO.Writing.Outputs;

namespace Hep.Root.IO.Writing.NTuple;

/// <summary>
/// The fields and columns of a schema: a list is a vector with a column of its ends, a fixed shape an array, a text ends and characters, in
/// any depth and order. Columns whose names have parts are members of a record; where they are lists of one collection, of the records in
/// a collection, whose ends are written once.
/// </summary>
internal sealed class FieldPlan
{
    private const ushort Value = 0, Collection = 1, Record = 2;
    private const string Item = "_0";                       // what a collection holds is called so ("Field Names and Structural Roles")

    private readonly List<NTupleField> _fields = [];
    private readonly List<PageColumn> _columns = [];
    private readonly List<FieldStep>[] _paths;
    private readonly List<SharedList> _shared = [];
    private readonly Schema _schema;
    private readonly TreeWriteOptions _options;
    private readonly IReadOnlyList<Column> _seen;
    private readonly PageForm _form;

    /// <param name="schema">The columns.</param>
    /// <param name="options">What counts them.</param>
    /// <param name="seen">The first that are written: in a collection lists whose offsets are one memory are one, too. May be none.</param>
    /// <param name="form">What pages are like.</param>
    /// <exception cref="RootException">A column is none that an RNTuple holds, or its name none that one takes.</exception>
    public FieldPlan(Schema schema, TreeWriteOptions options, IReadOnlyList<Column> seen, PageForm form)
    {
        (_schema, _options, _seen, _form) = (schema, options, seen, form);
        _paths = [.. schema.Select(_ => new List<FieldStep>())];
        foreach (FieldTree field in FieldTree.Of(schema)) Add(field, field.Name, level: 0, parent: null);
    }

    public IReadOnlyList<NTupleField> Fields => _fields;

    public IReadOnlyList<PageColumn> Columns => _columns;

    /// <summary>Of each column of the schema, how its entries come to the columns of its fields.</summary>
    public IReadOnlyList<IReadOnlyList<FieldStep>> Paths => _paths;

    /// <summary>
    /// The lists in collections that are written once for several columns, outer ones before those in them; a <see cref="CollectionCheck"/>
    /// knows the collections.
    /// </summary>
    public IReadOnlyList<SharedList> Shared => _shared;

    private void Add(FieldTree field, string name, int level, int? parent)
    {
        if (field.Column is { } index)
        {
            Add(_schema[index], PageType.Find(_schema[index].Type)!, name, level, level, parent, _paths[index]);
            return;
        }
        int[] columns = [.. field.Columns];
        if (IsCollection(field, columns, level))
        {
            int id = AddField(name, Collection, "", parent);
            AddEnds(columns, level, id);
            Add(field, Item, level + 1, id);
            return;
        }
        int record = AddField(name, Record, "", parent);
        foreach (FieldTree member in field.Members) Add(member, member.Name, level, record);
    }

    private bool IsCollection(FieldTree field, int[] columns, int level) =>
        columns.Length > 1 && Array.TrueForAll(columns, c => IsList(_schema[c], level))
        && (level == 0 ? HaveCounter(field, columns) : field.Members.Count > 1 && HaveMemory(columns, level));

    // A counter names the collection, v_ that of v.in.x and v.in.y, or what all of its columns have in common is it.
    private bool HaveCounter(FieldTree field, int[] columns) =>
        _options.CounterOf(_schema[columns[0]]) is { } counter
        && Array.TrueForAll(columns, c => _options.CounterOf(_schema[c]) == counter)
        && (field.Members.Count > 1 || counter == $"{field.Path}_");

    // Nothing names what counts the lists in a collection. Of one memory are those that a reader found to be one.
    private bool HaveMemory(int[] columns, int level) => _seen.Count > 0
        && Array.TrueForAll(columns, c => _seen[c].OffsetsMemory(level).IsSameAs(_seen[columns[0]].OffsetsMemory(level)));

    private static bool IsList(ColumnSchema column, int dimension) =>
        column.Dimensions.Length > dimension && column.Dimensions[dimension].IsVariable;

    // The ends go with the first of the columns; each of them leads on to its elements.
    private void AddEnds(int[] columns, int level, int fieldId)
    {
        PageColumn ends = AddColumn(new IndexColumn(level, fieldId, _form));
        foreach (int column in columns) _paths[column].Add(new FieldStep(column == columns[0] ? ends : null, level, 1));
        if (level > 0) _shared.Add(new SharedList(columns, level));
    }

    private void Add(ColumnSchema column, PageType type, string name, int dimension, int level, int? parent, List<FieldStep> path)
    {
        bool isLeaf = dimension == column.Dimensions.Length;
        Dimension size = isLeaf ? Dimension.Fixed(1) : column.Dimensions[dimension];
        int id = AddField(name, size.IsVariable ? Collection : Value, TypeName(column, type, dimension), parent, isLeaf ? 0 : size.Size);
        if (isLeaf)
        {
            if (type == PageType.Character) path.Add(new FieldStep(AddColumn(new IndexColumn(level, id, _form)), level, 1));
            path.Add(new FieldStep(AddColumn(Values(type, id)), null, 1));
            return;
        }
        path.Add(size.IsVariable
            ? new FieldStep(AddColumn(new IndexColumn(level, id, _form)), level, 1)
            : new FieldStep(null, null, size.Size));
        Add(column, type, Item, dimension + 1, size.IsVariable ? level + 1 : level, id, path);
    }

    private int AddField(string name, ushort role, string typeName, int? parent, int size = 0)
    {
        int id = _fields.Count;
        _fields.Add(new NTupleField(parent ?? id, role, name, typeName, size));
        return id;
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
/// <param name="Column">Takes the elements of this level; null for a fixed shape, which has no column, and where another step does.</param>
/// <param name="Level">The level of offsets that leads on; null where there is none.</param>
/// <param name="Size">Elements of each, where they are equally many.</param>
internal sealed record FieldStep(PageColumn? Column, int? Level, int Size)
{
    /// <summary>The elements of the next level that belong to those of this one.</summary>
    public (int From, int To) Next(Column column, int from, int to) =>
        Level is { } level ? (column.Offsets(level)[from], column.Offsets(level)[to]) : (from * Size, to * Size);
}

/// <summary>Lists of several columns whose ends are one column.</summary>
/// <param name="Columns">Their places in the schema.</param>
/// <param name="Level">The level of their offsets.</param>
internal sealed record SharedList(int[] Columns, int Level)
{
    /// <exception cref="RootException">They are not equally long.</exception>
    public void Check(IReadOnlyList<Column> columns, long firstEntry)
    {
        foreach (int other in Columns.AsSpan(1)) UnequalLists.Check(columns[Columns[0]], columns[other], Level, firstEntry);
    }
}
