using Hep.Jagged;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What the values of a column of a batch are made of.</summary>
internal enum ProgramKind
{
    /// <summary>Elements of a column: numbers, truth values, characters.</summary>
    Values,
    /// <summary>Which alternative a variant has.</summary>
    Tags,
    /// <summary>How many elements each list of a collection has.</summary>
    Lengths,
    /// <summary>A member of objects whose bytes the column has.</summary>
    Members,
}

/// <summary>A readable column: how its elements come from the entries, and where its values lie.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Level">Its elements; of lengths the elements that are counted, of text the characters, of members the bytes.</param>
/// <param name="Column">Where the values lie.</param>
/// <param name="Type">What they become.</param>
internal sealed record NTupleProgram(ProgramKind Kind, ElementLevel Level, NTupleColumn Column, ElementType Type)
{
    /// <summary>The member that the column is of objects that ROOT streamed; null where it is none.</summary>
    public StreamedMember? Member { get; init; }

    /// <summary>What the elements are that are read.</summary>
    public ElementType StoredType => Member is null ? Type : ElementType.Bytes;

    /// <summary>The level above which the dimensions of the column lie.</summary>
    private ElementLevel Shape => Kind is ProgramKind.Lengths or ProgramKind.Members ? Level.Parent! : Level;

    /// <summary>The levels with offsets, from the outermost on.</summary>
    public IEnumerable<ElementLevel> Lists => Path(Shape).Where(l => l.Kind is LevelKind.Items or LevelKind.Alternative);

    /// <summary>All levels that it needs, from the entries on.</summary>
    public IEnumerable<ElementLevel> Levels
    {
        get
        {
            Stack<ElementLevel> levels = Path(Level);
            return levels.TryPeek(out ElementLevel? outermost) ? levels.Prepend(outermost.Parent!) : [Level];
        }
    }

    /// <summary>The columns that have to be read for it.</summary>
    public IEnumerable<NTupleColumn> Columns => Path(Level).Select(l => l.Column).OfType<NTupleColumn>().Append(Column).Distinct();

    /// <summary>The dimensions, those of a member behind those of its objects; the level of the characters of a text is none.</summary>
    public Dimension[] Dimensions
    {
        get
        {
            IEnumerable<ElementLevel> levels = Path(Shape);
            if (Type.HasCharacters && Member is null) levels = levels.SkipLast(1);
            return
            [
                .. levels.Select(l => l.Kind == LevelKind.Array ? Dimension.Fixed(l.Count) : Dimension.Variable),
                .. Member?.Leaf.Dimensions ?? [],
            ];
        }
    }

    /// <summary>The levels from the one below the entries to this one.</summary>
    private static Stack<ElementLevel> Path(ElementLevel level)
    {
        Stack<ElementLevel> path = new();
        for (ElementLevel at = level; at.Parent is { } above; at = above) path.Push(at);
        return path;
    }
}
