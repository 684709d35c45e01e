using System.Buffers;
using Hep.Jagged;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>
/// Chooses a branch for every column: a leaf for numbers, texts and fixed shapes, a leaf with a counter or a vector for lists, a vector for
/// lists of lists and of texts.
/// </summary>
internal sealed class BranchPlanner
{
    // Titles of leaves are parsed: dimensions stand in brackets (TLeaf::GetLeafCounter). Slashes divide paths, semicolons cycles. Colons
    // divide leaves where a program lists them (TBranch::Init), which no reader does: ROOT's own branches have names of C++ (A::B.x).
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/[]; \0\n\t");

    private readonly Schema _schema;
    private readonly TreeWriteOptions _options;
    private readonly List<PlannedBranch> _branches = [];
    private readonly Dictionary<string, BranchForm> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counted = new(StringComparer.Ordinal);    // of each counter, the first column that it counts

    private BranchPlanner(Schema schema, TreeWriteOptions options)
    {
        (_schema, _options) = (schema, options);
        for (int i = 0; i < schema.Count; i++)
            if (IsCounted(schema[i], options)) _counted.TryAdd(CounterOf(schema[i], options)!, i);
    }

    /// <summary>The branches, counters before what they count.</summary>
    /// <exception cref="RootException">A column is none that a TTree holds, or its name none that one takes.</exception>
    public static IReadOnlyList<PlannedBranch> Plan(Schema schema, TreeWriteOptions options)
    {
        BranchPlanner planner = new(schema, options);
        for (int i = 0; i < schema.Count; i++) planner.Add(i);
        return planner._branches;
    }

    /// <summary>What counts the lists of a column, for its leaf or together with others; null where nothing does.</summary>
    public static string? CounterOf(ColumnSchema column, TreeWriteOptions options) =>
        options.CounterOf(column) ?? (IsCounted(column, options) ? "n" + column.Name : null);

    private void Add(int index)
    {
        ColumnSchema column = _schema[index];
        CheckName(column.Name);
        BranchType type = BranchType.Find(column.Type)
            ?? throw Refuse(column, "bytes that nobody described have no type in a tree; leave the column out");
        bool isText = column.Type == ElementType.String;
        if (column.Depth == 0 && isText && column.Dimensions.Length > 0) throw Refuse(column, "a fixed number of texts has no branch");
        if (column.Depth == 0) AddLeaf(index, column, type);
        else if (IsCounted(column, _options)) AddCounted(index, column, type);
        else AddVector(index, column, type);
    }

    // Whether a column has a leaf with a counter.
    private static bool IsCounted(ColumnSchema column, TreeWriteOptions options) =>
        column.Depth == 1 && !column.Type.HasCharacters
        && (options.Lists == ListStorage.Counted || column.Dimensions.Length > 1    // vectors have no fixed shape inside
            || options.Lists == ListStorage.AsRead && column.Counter is not null);

    // The counter of a collection that comes first as its own column is written with the collection.
    private void AddLeaf(int index, ColumnSchema column, BranchType type)
    {
        if (_counters.ContainsKey(column.Name)) return;
        if (_counted.ContainsKey(column.Name))
        {
            AddCounter(column.Name);
            return;
        }
        int[] shape = ShapeOf(column.Dimensions.AsSpan());
        BranchForm form = new(column.Name, type) { Shape = shape };
        _branches.Add(new PlannedBranch(form, index, type.Encoders.Fixed(form.ShapeCount)));
    }

    private void AddCounted(int index, ColumnSchema column, BranchType type)
    {
        if (!column.Dimensions[0].IsVariable) throw Refuse(column, "a list inside a fixed number of lists has no branch");
        BranchForm counter = AddCounter(CounterOf(column, _options)!);
        BranchForm form = new(column.Name, type) { Counter = counter, Shape = ShapeOf(column.Dimensions.AsSpan()[1..]) };
        _branches.Add(new PlannedBranch(form, index, type.Encoders.Counted(form.ShapeCount)));
    }

    private void AddVector(int index, ColumnSchema column, BranchType type)
    {
        if (column.Depth != column.Dimensions.Length)
            throw Refuse(column, "lists of lists, and of texts, have no fixed dimensions in a tree");
        BranchForm form = new(column.Name, type) { VectorDepth = column.Depth };
        _branches.Add(new PlannedBranch(form, index, type.Encoders.Vector(column.Depth)));
    }

    private BranchForm AddCounter(string name)
    {
        if (_counters.TryGetValue(name, out BranchForm? known)) return known;
        CheckName(name);
        BranchType type = BranchType.Find(ElementType.Int32)!;
        if (_schema.TryGet(name, out ColumnSchema? stored))
        {
            if (!stored.Type.IsInteger || stored.Dimensions.Length > 0)
                throw Refuse(stored,
                    "lists want a counter of this name, and it is no integer; rename the column, or give the lists another Counter");
            type = BranchType.OfCounter(stored.Type);
        }
        BranchForm counter = new(name, type) { IsCounter = true };
        _counters.Add(name, counter);
        _branches.Add(new PlannedBranch(counter, _counted[name], type.Encoders.Count(name)));
        return counter;
    }

    private static int[] ShapeOf(ReadOnlySpan<Dimension> dimensions)
    {
        int[] shape = new int[dimensions.Length];
        for (int i = 0; i < shape.Length; i++) shape[i] = dimensions[i].Size;
        return shape;
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny(Forbidden) || name.Length > 10_000)
            throw new RootException($"'{name}' is no name for a branch: it has a slash, bracket, semicolon or blank, or is empty. "
                + "column.Share(name) gives a column another.");
    }

    private static RootException Refuse(ColumnSchema column, string why) => new($"Column '{column}' cannot be written to a TTree: {why}.");
}
