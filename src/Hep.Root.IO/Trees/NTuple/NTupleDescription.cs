using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>An RNTuple's metadata as columns: their names, their programs, or why they have none.</summary>
internal sealed class NTupleDescription : TreeDescription
{
    private readonly Anchor _anchor;
    private readonly Cluster[] _clusters;
    private readonly StoredColumn[] _stored;
    private readonly ColumnSizes _sizes;
    private readonly Dictionary<string, NTupleProgram> _programs = new(StringComparer.Ordinal);

    /// <param name="metadata">What the file says.</param>
    /// <param name="limits">Bounds depth and names.</param>
    /// <param name="classes">Those of objects that ROOT streamed; null where they are given as bytes.</param>
    public NTupleDescription(StoredNTuple metadata, RootReadLimits limits, StreamedClasses? classes)
    {
        (Title, _anchor, NTupleSchema schema, Cluster[] clusters) = (metadata.Title, metadata.Anchor, metadata.Schema, metadata.Clusters);
        _clusters = clusters;
        EntryCount = clusters.Length == 0 ? 0 : clusters[^1].EndEntry;
        _stored = [.. schema.Columns.SelectMany(c => c.Representations)];
        _sizes = new ColumnSizes(schema, clusters);
        FieldPlanner planner = new(new LevelTable(), limits, classes);
        IReadOnlyList<PlannedColumn> planned = planner.Plan(schema.Top);
        string[] names = UniqueNames.Of([.. planned.Select(p => p.Name)]);
        Columns = Settle(planned, names, planner.Collections);
        Streamed = [.. planned.Select((p, i) => (Column: Columns[i], p.Field)).Where(p => p.Field.Role == FieldRole.Streamer)];
    }

    /// <summary>The columns that are made of objects that ROOT streamed.</summary>
    public IReadOnlyList<(RootColumn Column, Field Field)> Streamed { get; }

    public override string Title { get; }

    public override long EntryCount { get; }

    public override IReadOnlyList<RootColumn> Columns { get; }

    public override (long Stored, long Plain) Bytes => _sizes.All;

    /// <summary>All pages, each with the column that it is of.</summary>
    public IEnumerable<(StoredColumn Column, Page Page)> StoredPages =>
        from cluster in _clusters
        from stored in _stored
        where stored.Id < cluster.Columns.Length && cluster.Columns[stored.Id] is not null
        from page in Enumerable.Range(0, cluster.Columns[stored.Id]!.Count)
        select (stored, cluster.Columns[stored.Id]![page]);

    public override EntryRange[] Clusters(long entryCount) =>
    [
        .. _clusters.Where(c => c.EntryCount > 0 && c.FirstEntry < entryCount)
            .Select(c => new EntryRange(c.FirstEntry, Math.Min(c.EndEntry, entryCount))),
    ];

    public override TreeParts NewParts(
        Schema schema, Schema decoded, Collections collections, RecordReader records, ReadBudget budget)
    {
        List<(int, ColumnSchema, NTupleProgram)> programs = new(schema.Count);
        for (int target = 0; target < schema.Count; target++)
            if (decoded.Count == schema.Count || decoded.TryGet(schema[target].Name, out _))
                programs.Add((target, schema[target], _programs[schema[target].Name]));
        return new NTupleParts(programs, _clusters, new PageLoader(records, _anchor.MaxKeyBytes, budget));
    }

    private RootColumn[] Settle(
        IReadOnlyList<PlannedColumn> planned, string[] names, IReadOnlyDictionary<ElementLevel, string> collections)
    {
        // The flat columns of lengths count the elements of collections: nMuon those of Muon_pt.
        Dictionary<ElementLevel, string> counters = [];
        for (int i = 0; i < names.Length; i++)
            if (planned[i].Program is { Kind: ProgramKind.Lengths, Level: { Depth: 1 } counted }) counters.TryAdd(counted, names[i]);
        // Where there is none, several columns of one collection have the counter that a TTree would have for them: v_ for v.x and v.y.
        foreach ((ElementLevel outer, int count) in planned.Select(p => OuterList(p.Program)).OfType<ElementLevel>().CountBy(l => l))
            if (count > 1 && collections.TryGetValue(outer, out string? collection))
                counters.TryAdd(outer, collection + "_");
        RootColumn[] columns = new RootColumn[names.Length];
        for (int i = 0; i < names.Length; i++) columns[i] = Column(planned[i], names[i], counters);
        return columns;
    }

    private RootColumn Column(PlannedColumn planned, string name, Dictionary<ElementLevel, string> counters)
    {
        NTupleProgram? program = planned.Program;
        string? why = planned.Why ?? (program is null ? null : _sizes.Why(program.Columns));
        ColumnSchema? schema = null;
        if (program is not null && (why is null || program.Type == ElementType.Bytes))
        {
            string? counter = OuterList(program) is { } outer ? counters.GetValueOrDefault(outer) : null;
            schema = new ColumnSchema(name, program.Type, program.Dimensions) { Counter = counter };
            _programs.Add(name, program);
        }
        (long stored, long plain) = program is null ? default : _sizes.Of(program.Columns);
        return new RootColumn
        {
            Name = name,
            EntryCount = EntryCount,
            Schema = schema,
            WhyUnreadable = why,
            TypeName = planned.TypeName,
            StoredBytes = stored,
            PlainBytes = plain,
        };
    }

    // The lists of an entry, where a column is made of such.
    private static ElementLevel? OuterList(NTupleProgram? program) =>
        program is { Dimensions: [{ IsVariable: true }, ..] } && program.Lists.FirstOrDefault() is { Depth: 1 } outer ? outer : null;
}
