using Hep.Jagged;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The columns of an RNTuple that the columns of a stream are read of.</summary>
internal sealed class NTupleParts : TreeParts
{
    private readonly IReadOnlyList<Cluster> _clusters;
    private readonly PageLoader _pages;
    private readonly List<ColumnReader> _readers = [];
    private readonly List<(ReaderPlace Place, IReadOnlyList<ElementLevel> Children)> _places = [];
    private readonly IReadOnlyList<BatchColumn> _columns;
    private readonly IReadOnlyList<StreamedColumns> _streamed;
    private readonly Dictionary<ElementLevel, int> _offsets = [];
    private readonly LevelRanges _ranges;

    /// <param name="programs">The columns that are read, with their places in the batch.</param>
    /// <param name="clusters">The clusters.</param>
    /// <param name="pages">Loads pages.</param>
    public NTupleParts(
        IReadOnlyList<(int Target, ColumnSchema Schema, NTupleProgram Program)> programs, IReadOnlyList<Cluster> clusters, PageLoader pages)
    {
        (_clusters, _pages) = (clusters, pages);
        ElementLevel[] levels = [.. programs.SelectMany(p => p.Program.Levels).Distinct().OrderBy(l => l.Depth)];
        Dictionary<ElementLevel, string> names = [];
        foreach ((_, ColumnSchema schema, NTupleProgram program) in programs)
            foreach (ElementLevel level in program.Levels) names.TryAdd(level, schema.Name);
        AddDividers(levels, names);
        Dictionary<(ElementLevel, NTupleColumn, ElementType), int> known = [];
        ILookup<bool, BatchColumn> columns = programs
            .Select(p => new BatchColumn(p.Target, p.Schema, p.Program, ReaderOf(p.Schema, p.Program, known)))
            .ToLookup(c => c.Program.Kind == ProgramKind.Members);
        _columns = [.. columns[false]];
        _streamed = [.. columns[true].GroupBy(c => c.Program.Member!.Decoder).Select(field => new StreamedColumns([.. field], pages))];
        _ranges = new LevelRanges(levels, clusters, level => PlaceOf(names[level], level.Parent!, level.Column!, 0), pages);
    }

    public override IReadOnlyList<PartReader> Parts => _readers;

    public override async ValueTask PlanAsync(BatchDraft draft, CancellationToken cancellationToken)
    {
        NTuplePieces pieces = new(_columns, _streamed, _readers.Count)
        {
            Offsets = new OffsetPieces(_offsets),
            EntryCount = draft.EntryCount,
        };
        draft.Pieces = pieces;
        Dictionary<ElementLevel, ElementRange[]> ranges = await FindAsync(draft.Entries, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < _readers.Count; i++)
        {
            (ReaderPlace place, IReadOnlyList<ElementLevel> children) = _places[i];
            try
            {
                _readers[i].Plan(draft, pieces, new Portion(ranges[place.Level], [.. children.Select(c => ranges[c])]));
            }
            catch (RootException failure)
            {
                throw failure.In(_pages.Records.Source.Location, place.Label);
            }
        }
    }

    public override void Dispose()
    {
        foreach (ColumnReader reader in _readers) reader.Dispose();
        _ranges.Dispose();
    }

    private async ValueTask<Dictionary<ElementLevel, ElementRange[]>> FindAsync(EntryRange[] entries, CancellationToken cancellationToken)
    {
        try
        {
            return await _ranges.FindAsync(entries, cancellationToken).ConfigureAwait(false);
        }
        catch (RootException failure)
        {
            throw failure.In(_pages.Records.Source.Location, "the lists of its columns");
        }
    }

    // What makes levels of elements: columns of ends, and of alternatives.
    private void AddDividers(ElementLevel[] levels, Dictionary<ElementLevel, string> names)
    {
        foreach (var below in levels.Where(l => l.Column is not null).GroupBy(l => (l.Parent, l.Column)))
        {
            ElementLevel[] children = [.. below];
            foreach (ElementLevel child in children) _offsets.Add(child, _offsets.Count);
            ReaderPlace place = PlaceOf(names[children[0]], children[0].Parent!, children[0].Column!, _readers.Count);
            Add(place, children, children[0].Kind == LevelKind.Items
                ? new EndsReader(place, children[0])
                : new TagReader(place, children));
        }
    }

    private int ReaderOf(
        ColumnSchema schema, NTupleProgram program, Dictionary<(ElementLevel, NTupleColumn, ElementType), int> known)
    {
        if (program.Kind == ProgramKind.Lengths) return -1;
        if (program.Kind == ProgramKind.Tags
            && _places.FindIndex(p => p.Place.Column == program.Column && p.Place.Level == program.Level) is >= 0 and var divider)
            return divider;
        if (known.TryGetValue((program.Level, program.Column, program.StoredType), out int number)) return number;
        number = _readers.Count;
        known.Add((program.Level, program.Column, program.StoredType), number);
        ReaderPlace place = new($"column '{schema.Name}'", number, program.Level, program.Column, _clusters, _pages);
        Add(place, [], program.Kind == ProgramKind.Tags ? new TagReader(place, []) : ValueTypes.For(program.StoredType).NewReader(place));
        return number;
    }

    private ReaderPlace PlaceOf(string name, ElementLevel level, NTupleColumn column, int number) =>
        new($"the lists of column '{name}'", number, level, column, _clusters, _pages);

    private void Add(ReaderPlace place, IReadOnlyList<ElementLevel> children, ColumnReader reader)
    {
        _places.Add((place, children));
        _readers.Add(reader);
    }
}
