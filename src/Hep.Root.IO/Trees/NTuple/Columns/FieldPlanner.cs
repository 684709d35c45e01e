using Hep.Jagged;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>
/// Walks the fields of an RNTuple and finds its columns: the mapping of C++ types to fields and columns of the specification, backwards.
/// </summary>
/// <param name="levels">Takes the levels.</param>
/// <param name="limits">Bounds depth and names.</param>
/// <param name="classes">Those of objects that ROOT streamed; null where objects are given as bytes, for they are not known yet.</param>
internal sealed class FieldPlanner(LevelTable levels, RootReadLimits limits, StreamedClasses? classes)
{
    private readonly List<PlannedColumn> _found = [];
    private readonly Dictionary<ElementLevel, string> _collections = [];
    private readonly NameBudget _names = new(limits.MaxObjectValues);

    /// <summary>Of the items of each collection, the name of its field.</summary>
    public IReadOnlyDictionary<ElementLevel, string> Collections => _collections;

    /// <summary>The columns of the fields of the top, in their order.</summary>
    /// <exception cref="RootException">The fields exceed a limit.</exception>
    public IReadOnlyList<PlannedColumn> Plan(IEnumerable<Field> top)
    {
        foreach (Field field in top) Visit(field, field.Name, levels.Entries, 0);
        return _found;
    }

    private void Visit(Field field, string name, ElementLevel level, int depth)
    {
        if (depth > limits.MaxDepth) throw new RootException($"Field '{name}': fields lie more than {limits.MaxDepth} deep in each other.");
        _names.Take(name.Length);
        if ((field.Why ?? field.Columns.Find(c => c.Why is not null)?.Why) is { } why)
        {
            Refuse(field, name, why);
            return;
        }
        switch (field.Role)
        {
            case FieldRole.Plain when field.Columns.Count == 0: VisitWrapper(field, name, level, depth); break;
            case FieldRole.Plain: AddValues(field, name, level); break;
            case FieldRole.Collection: VisitCollection(field, name, level, depth); break;
            case FieldRole.Record: VisitRecord(field, name, level, depth); break;
            case FieldRole.Variant: VisitVariant(field, name, level, depth); break;
            case FieldRole.Streamer: AddObject(field, name, level); break;
            default: Refuse(field, name, $"fields of role {(int)field.Role} are not known"); break;
        }
    }

    // An array; an enumeration or an atomic, which is what is in it; an empty class of later formats.
    private void VisitWrapper(Field field, string name, ElementLevel level, int depth)
    {
        if (field.IsRepetitive)
        {
            if (SizeOf(field, name) is not { } size) return;
            level = levels.Array(level, size);
        }
        if (field.Children.Count == 0) Refuse(field, name, "it has neither columns nor fields");
        foreach (Field child in field.Children) Visit(child, field.Children.Count == 1 ? name : Join(name, child), level, depth + 1);
    }

    private void AddValues(Field field, string name, ElementLevel level)
    {
        ColumnType type = field.Columns[0].Type;
        if (field.Columns.Count == 2 && type.Content == ColumnContent.Index)
        {
            // A text: where each ends, and the characters.
            AddText(field, name, level, ElementType.String);
            return;
        }
        if (field.Columns.Count != 1 || type.Content == ColumnContent.Switch)
        {
            Refuse(field, name, $"a field of type '{field.TypeName}' with {field.Columns.Count} columns is not known");
            return;
        }
        if (type.Content == ColumnContent.Index)
        {
            ElementType length = field.TypeName.Contains("32", StringComparison.Ordinal) ? ElementType.UInt32 : ElementType.UInt64;
            Add(field, name, new NTupleProgram(ProgramKind.Lengths, levels.Items(level, field.Columns[0]), field.Columns[0], length));
            return;
        }
        int perElement = 1;
        if (field.IsRepetitive)                     // a bitset
        {
            if (SizeOf(field, name) is not { } size) return;
            perElement = size;
        }
        level.AddCounted(field.Columns[0], perElement);
        ElementLevel values = field.IsRepetitive ? levels.Array(level, perElement) : level;
        ElementType wanted = FieldType.Of(field.TypeName) ?? type.Element;
        if (field.Columns[0].Representations.Exists(r => !ValueTypes.For(wanted).CanRead(r)))
        {
            Refuse(field, name, $"a column of type {type.Name} cannot hold a field of type '{field.TypeName}'");
            return;
        }
        Add(field, name, new NTupleProgram(ProgramKind.Values, values, field.Columns[0], wanted));
    }

    private void AddText(Field field, string name, ElementLevel level, ElementType type)
    {
        if (PlanText(field, name, level, type) is { } text) Add(field, name, text);
    }

    // An object as ROOT's streamers write it is an array of bytes, and a column for each of its members.
    private void AddObject(Field field, string name, ElementLevel level)
    {
        if (PlanText(field, name, level, ElementType.Bytes) is not { } bytes) return;
        StreamedClass streamed = classes?.Of(field) ?? StreamedClass.Unknown;
        if (streamed.Decoder is not { } decoder)
        {
            _found.Add(new PlannedColumn(name, field, bytes, streamed.Why));
            return;
        }
        for (int place = 0; place < decoder.ColumnCount; place++)
        {
            LeafSlot leaf = decoder.Leaves[place];
            _names.Take(name.Length + leaf.Name.Length);
            NTupleProgram member = bytes with
            {
                Kind = ProgramKind.Members,
                Type = leaf.Type,
                Member = new StreamedMember(decoder, place),
            };
            _found.Add(new PlannedColumn(name + leaf.Name, field, member, leaf.Why) { TypeName = leaf.TypeName });
        }
    }

    private NTupleProgram? PlanText(Field field, string name, ElementLevel level, ElementType type)
    {
        if (field.Columns is not [{ Type.Content: ColumnContent.Index } ends, { Type.Element: ElementType.UInt8 } characters])
        {
            Refuse(field, name, $"{field.Columns.Count} columns do not make a '{field.TypeName}'");
            return null;
        }
        ElementLevel items = levels.Items(level, ends);
        items.AddCounted(characters);
        return new NTupleProgram(ProgramKind.Values, items, characters, type);
    }

    private void VisitCollection(Field field, string name, ElementLevel level, int depth)
    {
        if (field.Columns is not [{ Type.Content: ColumnContent.Index } ends])
        {
            Refuse(field, name, "a collection has one column of ends");
            return;
        }
        ElementLevel items = levels.Items(level, ends);
        _collections.TryAdd(items, name);
        foreach (Field child in field.Children) Visit(child, field.Children.Count == 1 ? name : Join(name, child), items, depth + 1);
    }

    private void VisitRecord(Field field, string name, ElementLevel level, int depth)
    {
        foreach (FieldMember member in FieldMember.Of(field, limits.MaxDepth - depth, _names))
            Visit(member.Field, $"{name}.{member.Name}", level, depth + 1);
    }

    private void VisitVariant(Field field, string name, ElementLevel level, int depth)
    {
        if (field.Columns is not [{ Type.Content: ColumnContent.Switch } tags])
        {
            Refuse(field, name, "a variant has one column of alternatives");
            return;
        }
        level.AddCounted(tags);
        Add(field, $"{name}.@tag", new NTupleProgram(ProgramKind.Tags, level, tags, ElementType.Int8));
        for (int i = 0; i < field.Children.Count; i++)
            Visit(field.Children[i], $"{name}.@{i + 1}", levels.Alternative(level, tags, i + 1), depth + 1);
    }

    private int? SizeOf(Field field, string name)
    {
        if (field.ArraySize is > 0 and <= int.MaxValue) return (int)field.ArraySize;
        Refuse(field, name, $"an array of {field.ArraySize} elements has no values");
        return null;
    }

    private static string Join(string name, Field field) => $"{name}.{field.Name}";

    private void Add(Field field, string name, NTupleProgram program) => _found.Add(new PlannedColumn(name, field, program, null));

    private void Refuse(Field field, string name, string why) => _found.Add(new PlannedColumn(name, field, null, why));
}

/// <summary>A column before names are settled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Field">Its field.</param>
/// <param name="Program">How it is read; null where it cannot be.</param>
/// <param name="Why">Why it cannot, or why it is bytes.</param>
internal sealed record PlannedColumn(string Name, Field Field, NTupleProgram? Program, string? Why)
{
    /// <summary>The type as the file spells it.</summary>
    public string TypeName { get; init; } = Field.TypeAlias.Length > 0 ? Field.TypeAlias : Field.TypeName;
}
