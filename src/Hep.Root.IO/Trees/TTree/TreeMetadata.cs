using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.TTree;

/// <summary>A TTree's metadata as columns: their names, their programs, or why they have none.</summary>
internal sealed class TreeMetadata
{
    private static readonly string[] Range = ["fMinimum", "fMaximum"];

    /// <summary>What the record of a tree says a thousand times, and nobody asks: how it was written, and how it would be drawn.</summary>
    public static readonly LeftOutMembers LeftOut = new(
        new("TObjArray", ["fUniqueID", ObjectHeader.BitsName]),
        new("TBranch",
            ["TAttFill", "fCompress", "fBasketSize", "fEntryOffsetLen", "fOffset", "fSplitLevel", "fEntryNumber", "fFirstEntry"]),
        new("TBranchElement", ["fMaximum"]), new("TBranchObject", []), new("TBranchRef", []), new("TLeafElement", []), new("TLeafC", []),
        new("TLeaf", ["fLenType", "fOffset", "fIsRange"]),
        new("TLeafB", Range), new("TLeafS", Range), new("TLeafI", Range), new("TLeafL", Range), new("TLeafG", Range),
        new("TLeafF", Range), new("TLeafD", Range), new("TLeafO", Range), new("TLeafF16", Range), new("TLeafD32", Range));

    private readonly List<(Branch Branch, string Name, ColumnPlan Plan)> _found = [];
    private readonly Dictionary<CountingColumn, string> _names = [];
    private readonly ElementPlanner _elements;
    private readonly LeafPlanner _leaves;

    public TreeMetadata(RootObject tree, StreamerInfos infos, RootReadLimits limits, ClonesClasses? clones = null)
    {
        Stored = tree;
        EntryCount = Math.Max(0, tree.GetNumber("fEntries"));
        Title = tree.GetText("fTitle");
        IReadOnlyList<Branch> branches = Branch.ReadAll(tree, limits);
        _elements = new ElementPlanner(infos, clones ?? ClonesClasses.None);
        _leaves = new LeafPlanner(Flatten(branches));
        foreach (Branch branch in branches) Visit(branch, "");
        (Columns, Programs) = Settle();
    }

    /// <summary>The tree as the file holds it.</summary>
    public RootObject Stored { get; }

    public string Title { get; }

    public long EntryCount { get; }

    public IReadOnlyList<RootColumn> Columns { get; }

    /// <summary>The programs of the readable columns, by name.</summary>
    public IReadOnlyDictionary<string, ColumnProgram> Programs { get; }

    /// <summary>The program that reads the values of a column that counts.</summary>
    public ColumnProgram? ProgramOf(CountingColumn counter) =>
        _names.TryGetValue(counter, out string? name) ? Programs.GetValueOrDefault(name) : null;

    private static IEnumerable<Branch> Flatten(IEnumerable<Branch> branches) => branches.SelectMany(b => Flatten(b.Children).Prepend(b));

    private void Visit(Branch branch, string path)
    {
        string name = path + branch.Name;
        if (branch.Children.Count > 0)
        {
            if (ElementPlanner.IsMaster(branch)) _found.Add((branch, name, ElementPlanner.PlanMaster()));
            foreach (Branch child in branch.Children) Visit(child, $"{name}/");
            return;
        }
        bool elsewhere = branch.FileName.Length > 0 && branch.Baskets.Any(b => b.Embedded is null);   // what the tree itself holds is here
        if (elsewhere || branch.HasUnknownLeaves)
        {
            _found.Add((branch, name, ColumnPlan.Unreadable("", branch.HasUnknownLeaves
                ? "it has a leaf of a class that the file does not describe"
                : $"its baskets are in another file, '{branch.FileName}'")));
            return;
        }
        if (branch.Leaves.Count <= 1)
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
        return [branch.Leaves.Count == 0 ? ColumnPlan.Unreadable("", "the branch has no leaf") : _leaves.PlanSingle(branch.Leaves[0])];
    }

    // Where split objects share the names of members the stored pointer can lead to the wrong sibling: the master above the branch wins.
    private CountingColumn? CounterOf(Branch branch)
    {
        for (Branch? above = branch.Parent; above is not null; above = above.Parent)
            if (ElementPlanner.IsMaster(above)) return new CountingColumn(above);
        RootObject? stored = branch.Stored.GetObject("fBranchCount");
        return stored is null ? null : _leaves.CounterOf(stored.GetList("fLeaves").OfType<RootObject>().FirstOrDefault());
    }

    private (List<RootColumn>, Dictionary<string, ColumnProgram>) Settle()
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Dictionary<Branch, int> places = new(ReferenceEqualityComparer.Instance);
        HashSet<string> taken = new(StringComparer.Ordinal);
        List<string> names = [];
        foreach ((Branch branch, string found, ColumnPlan plan) in _found)
        {
            string wanted = found.Length == 0 ? "?" : found;
            int times = seen.GetValueOrDefault(wanted) + 1;
            string name = times == 1 ? wanted : $"{wanted}#{times}";
            while (!taken.Add(name)) name = $"{wanted}#{++times}";
            seen[wanted] = times;
            names.Add(name);
            int place = places[branch] = places.GetValueOrDefault(branch, -1) + 1;
            _names.Add(new CountingColumn(branch, place), names[^1]);
        }
        List<RootColumn> columns = [];
        Dictionary<string, ColumnProgram> programs = new(StringComparer.Ordinal);
        for (int i = 0; i < _found.Count; i++)
        {
            (Branch branch, _, ColumnPlan plan) = _found[i];
            string? counter = plan.CountsFrom is null ? null : _names.GetValueOrDefault(plan.CountsFrom);
            ColumnSchema? schema = plan.Decoder is null
                ? null
                : new ColumnSchema(names[i], plan.Type, plan.Dimensions) { Counter = counter };
            if (schema is not null && !programs.TryAdd(names[i],
                new ColumnProgram(schema, branch, plan.Decoder!, plan.Place, plan.CountsFrom, plan.ElementBytes) { Needs = plan.Needs }))
                schema = null;
            columns.Add(new RootColumn
            {
                Name = names[i],
                EntryCount = branch.EntryCount,
                Schema = schema,
                WhyUnreadable = plan.Why ?? (schema is null ? "two columns have this name" : null),
                TypeName = plan.TypeName,
                StoredBytes = branch.StoredBytes,
                PlainBytes = branch.PlainBytes,
            });
        }
        return (columns, programs);
    }
}
