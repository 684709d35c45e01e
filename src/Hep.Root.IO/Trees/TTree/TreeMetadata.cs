using Hep.Jagged;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>A TTree's metadata as columns: their names, their programs, or why they have none.</summary>
internal sealed class TreeMetadata : TreeDescription
{
    private static readonly string[] Range = ["fMinimum", "fMaximum"];

    /// <summary>What the record of a tree says a thousand times, and nobody asks: how it was written, and how it would be drawn.</summary>
    public static readonly LeftOutMembers LeftOut = new(
        new("TObject", ["fUniqueID", ObjectHeader.BitsName]),
        new("TTree",
            ["TAttLine", "TAttFill", "TAttMarker", "fSavedBytes", "fFlushedBytes", "fWeight", "fTimerInterval", "fScanField", "fUpdate",
                "fDefaultEntryOffsetLen", "fMaxEntries", "fMaxEntryLoop", "fMaxVirtualSize", "fAutoSave", "fAutoFlush", "fEstimate",
                "fIOFeatures"]),
        new("TBranch",
            ["TAttFill", "fCompress", "fBasketSize", "fEntryOffsetLen", "fOffset", "fSplitLevel", "fEntryNumber", "fFirstEntry",
                "fIOFeatures"]),
        new("TBranchElement", []), new("TBranchObject", []), new("TBranchRef", []), new("TLeafElement", []), new("TLeafC", []),
        new("TLeaf", ["fLenType", "fOffset", "fIsRange"]),
        new("TLeafB", Range), new("TLeafS", Range), new("TLeafI", Range), new("TLeafL", Range), new("TLeafG", Range),
        new("TLeafF", Range), new("TLeafD", Range), new("TLeafO", Range), new("TLeafF16", Range), new("TLeafD32", Range));

    private readonly List<(Branch Branch, string Name, ColumnPlan Plan)> _found;
    private readonly int[] _firstColumns;
    private readonly ElementPlanner _elements;
    private readonly LeafPlanner _leaves;

    /// <param name="tree">The tree.</param>
    /// <param name="infos">The layouts of its file.</param>
    /// <param name="limits">Bounds of what is planned.</param>
    /// <param name="clones">What is known of arrays whose class the entries tell.</param>
    /// <param name="unstored">Branches known to hold nothing of the elements that they are a member of.</param>
    public TreeMetadata(RootObject tree, StreamerInfos infos, RootReadLimits limits, ClonesClasses? clones = null,
        IReadOnlySet<RootObject>? unstored = null)
    {
        Stored = tree;
        EntryCount = Math.Max(0, tree.GetNumber("fEntries"));
        Title = tree.GetText("fTitle");
        IReadOnlyList<Branch> branches = Branch.ReadAll(tree, limits);
        List<Branch> all = new(branches.Count);
        Collect(branches, all);
        _found = new List<(Branch, string, ColumnPlan)>(all.Count);
        _firstColumns = new int[all.Count + 1];
        _elements = new ElementPlanner(infos, clones ?? ClonesClasses.None, unstored ?? new HashSet<RootObject>());
        _leaves = new LeafPlanner(all);
        foreach (Branch branch in branches) Visit(branch, "");
        _firstColumns[^1] = _found.Count;
        (Columns, Programs) = Settle(UniqueNames.Of([.. _found.Select(f => f.Name)]));
    }

    /// <summary>The tree as the file holds it.</summary>
    public RootObject Stored { get; }

    public override string Title { get; }

    public override long EntryCount { get; }

    public override IReadOnlyList<RootColumn> Columns { get; }

    public override (long Stored, long Plain) Bytes => SumBytes();

    public override IReadOnlyDictionary<string, string> Aliases => TreeRelations.Aliases(Stored);

    public override IReadOnlyList<TreeFriend> Friends => TreeRelations.Friends(Stored);

    /// <summary>The programs of the readable columns, by name.</summary>
    public IReadOnlyDictionary<string, ColumnProgram> Programs { get; }

    /// <summary>The program that reads the values of a column that counts.</summary>
    public ColumnProgram? ProgramOf(CountingColumn counter) =>
        PlaceOf(counter) is { } place ? Programs.GetValueOrDefault(Columns[place].Name) : null;

    public override EntryRange[] Clusters(long entryCount) =>
        ClusterRanges.Of(Programs.Values.Select(p => p.Branch).Distinct(), entryCount);

    public override IReadOnlyList<DoubtfulColumns> Doubtful(IReadOnlySet<string> wanted, EntryRange range)
    {
        List<DoubtfulColumns> doubtful = [];
        foreach (IGrouping<ColumnDecoder, ColumnProgram> programs in Programs.Values
            .Where(p => (p.Decoder.WalksClasses || p.Decoder.CountsByBytes) && wanted.Contains(p.Schema.Name)).GroupBy(p => p.Decoder))
        {
            Branch branch = programs.First().Branch;
            BasketPlace? first = branch.Baskets.FirstOrDefault(b => b.EndEntry > range.First);
            if (first is null || first.FirstEntry > range.First || range.End <= range.First) continue;
            EntryRange entries = range with { End = Math.Min(range.End, first.EndEntry) };
            long bytes = branch.DataBytesOf((int)Math.Min(first.EndEntry - first.FirstEntry, int.MaxValue));
            doubtful.Add(new DoubtfulColumns([.. programs.Select(p => p.Schema.Name)], entries, bytes));
        }
        return doubtful;
    }

    public override TreeParts NewParts(
        Schema schema, Schema decoded, Collections collections, RecordReader records, ReadBudget budget) =>
        new BranchParts(this, schema, decoded, collections, records, budget);

    // Columns that are leaves of one branch stand behind each other.
    private (long Stored, long Plain) SumBytes()
    {
        long stored = 0, plain = 0;
        Branch? last = null;
        foreach (RootColumn column in Columns)
        {
            Branch? branch = Programs.TryGetValue(column.Name, out ColumnProgram? program) ? program.Branch : null;
            if (branch is not null && branch == last) continue;
            last = branch;
            (stored, plain) = (ByteCount.Add(stored, column.StoredBytes), ByteCount.Add(plain, column.PlainBytes));
        }
        return (stored, plain);
    }

    // In the order of their numbers.
    private static void Collect(IReadOnlyList<Branch> branches, List<Branch> all)
    {
        foreach (Branch branch in branches)
        {
            all.Add(branch);
            Collect(branch.Children, all);
        }
    }

    // The columns of a branch stand behind each other, and before those of the branches in it.
    private int? PlaceOf(CountingColumn counter)
    {
        int place = _firstColumns[counter.Branch.Number] + counter.Place;
        return place < _firstColumns[counter.Branch.Number + 1] ? place : null;
    }

    private void Visit(Branch branch, string path)
    {
        string name = path + branch.Name;
        _firstColumns[branch.Number] = _found.Count;
        if (branch.Children.Count > 0)
        {
            if (ElementPlanner.IsMaster(branch)) _found.Add((branch, name, ElementPlanner.PlanMaster()));
            foreach (Branch child in branch.Children) Visit(child, $"{name}/");
            return;
        }
        bool elsewhere = branch.FileName.Length > 0 && branch.Places.EmbeddedCount < branch.Places.Count;   // else it is here
        if (elsewhere || branch.HasUnknownLeaves)
        {
            _found.Add((branch, name, ColumnPlan.Unreadable("", branch.HasUnknownLeaves
                ? "it has a leaf of a class that the file does not describe"
                : $"its baskets are in another file, '{branch.FileName}'")));
            return;
        }
        if (branch is { ClassName: "TBranch", Leaves: [RootObject leaf] })
        {
            _found.Add((branch, name, _leaves.PlanSingle(leaf)));
            return;
        }
        if (branch.Leaves.Length <= 1)
        {
            foreach (ColumnPlan plan in PlanSingle(branch, name)) _found.Add((branch, name + plan.Suffix, plan));
            return;
        }
        IReadOnlyList<ColumnPlan> plans = new LeafListPlanner(_leaves).Plan(branch.Leaves);
        for (int i = 0; i < plans.Count; i++) _found.Add((branch, $"{name}.{branch.Leaves[i].GetText("fName")}", plans[i]));
    }

    private IReadOnlyList<ColumnPlan> PlanSingle(Branch branch, string name)
    {
        if (ElementPlanner.IsMaster(branch)) return [ElementPlanner.PlanMaster()];
        if (branch.ClassName is Branch.ElementClass or Branch.ObjectClass) return _elements.Plan(branch, name, CounterOf(branch));
        if (branch.ClassName != "TBranch")
            return [ColumnPlan.Bytes(branch.ClassName, $"branches of class {branch.ClassName} are not described")];
        return [ColumnPlan.Unreadable("", "the branch has no leaf")];
    }

    // Where split objects share the names of members the stored pointer can lead to the wrong sibling: the master above the branch wins.
    private CountingColumn? CounterOf(Branch branch)
    {
        for (Branch? above = branch.Parent; above is not null; above = above.Parent)
            if (ElementPlanner.IsMaster(above)) return new CountingColumn(above);
        RootObject? stored = branch.Stored.GetObject("fBranchCount");
        return stored is null ? null : _leaves.CounterOf(stored.GetList("fLeaves").OfType<RootObject>().FirstOrDefault());
    }

    private (RootColumn[], Dictionary<string, ColumnProgram>) Settle(string[] names)
    {
        RootColumn[] columns = new RootColumn[names.Length];
        Dictionary<string, ColumnProgram> programs = new(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            (Branch branch, _, ColumnPlan plan) = _found[i];
            ColumnSchema? schema = null;
            if (plan.Decoder is { } decoder)
            {
                string? counter = plan.CountsFrom is { } counts && PlaceOf(counts) is { } place ? names[place] : null;
                schema = new ColumnSchema(names[i], plan.Type, plan.Dimensions) { Counter = counter };
                programs.Add(names[i],
                    new ColumnProgram(schema, branch, decoder, plan.Place, plan.CountsFrom, plan.ElementBytes) { Needs = plan.Needs });
            }
            columns[i] = new RootColumn
            {
                Name = names[i],
                EntryCount = branch.EntryCount,
                Schema = schema,
                WhyUnreadable = plan.Why,
                TypeName = plan.TypeName,
                StoredBytes = branch.StoredBytes,
                PlainBytes = branch.PlainBytes,
            };
        }
        return (columns, programs);
    }
}
