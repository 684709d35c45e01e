using System.Globalization;
using Hep.Root.IO.Trees.TTree;

namespace Hep.Root.IO.Merging.Baskets;

/// <summary>
/// What baskets of a tree mean: its branches with their classes, and their leaves with their types. Baskets of trees of one form can stand
/// behind each other as they are (TTreeCloner::CollectBranches asks for less).
/// </summary>
internal sealed class TreeForm
{
    private static readonly string[] ElementMembers =
        ["fClassName", "fParentName", "fClonesName", "fCheckSum", "fClassVersion", "fID", "fType", "fStreamerType"];

    private static readonly string[] LeafMembers = ["fName", "fTitle", "fLenType", "fOffset", "fIsUnsigned"];

    private readonly List<(string Branch, string What, string Value)> _facts = [];
    private readonly Dictionary<RootObject, string> _places = new(ReferenceEqualityComparer.Instance);  // of branches and leaves
    private readonly int _branches;

    public TreeForm(StoredTree tree)
    {
        _branches = tree.Branches.Count;
        for (int i = 0; i < _branches; i++)
        {
            _places[tree.Branches[i].Stored] = $"branch {i}";
            for (int j = 0; j < tree.Branches[i].Leaves.Length; j++) _places[tree.Branches[i].Leaves[j]] = $"leaf {j} of branch {i}";
        }
        foreach (Branch branch in tree.Branches) AddBranch(branch);
    }

    /// <summary>In what a tree differs from this one; null where it has the same form.</summary>
    public string? Difference(TreeForm other)
    {
        if (_branches != other._branches) return $"the number of branches is {other._branches}, and {_branches} in files before";
        for (int i = 0; i < Math.Min(_facts.Count, other._facts.Count); i++)
        {
            ((string branch, string what, string value), (string otherBranch, string otherWhat, string otherValue)) =
                (_facts[i], other._facts[i]);
            if (branch != otherBranch) return $"branch '{otherBranch}' stands where '{branch}' does in files before";
            if (what != otherWhat || value != otherValue)
                return $"of branch '{branch}' {otherWhat} is '{otherValue}', and {what} '{value}' in files before";
        }
        return _facts.Count == other._facts.Count ? null : "its last branch has other leaves than in files before";
    }

    private void AddBranch(Branch branch)
    {
        string path = branch.Name;
        for (Branch? above = branch.Parent; above is not null; above = above.Parent) path = $"{above.Name}/{path}";
        Add("the class", branch.ClassName);
        Add("the number of branches in it", Text(branch.Children.Count));
        // Without it nobody looks for the table of a basket's entries.
        Add("the table of entries", branch.Stored.GetNumber("fEntryOffsetLen") != 0 ? "there" : "left out");
        Add("fIOFeatures", Text(branch.Stored.GetObject("fIOFeatures")?.GetNumber("fIOBits") ?? 0));
        if (branch.ClassName != "TBranch")
            foreach (string member in ElementMembers) Add(member, Text(branch.Stored[member]));
        foreach (string member in (string[])["fBranchCount", "fBranchCount2"])
            Add(member, Counter(branch.Stored.GetObject(member)));
        foreach (RootObject leaf in branch.Leaves) AddLeaf(leaf);

        void AddLeaf(RootObject leaf)
        {
            Add("the class of a leaf", leaf.ClassName);
            foreach (string member in LeafMembers) Add(member, Text(leaf[member]));
            // of a text the longest
            if (leaf.ClassName != "TLeafC") Add("fLen", Text(leaf["fLen"]));
            Add("fLeafCount", Counter(leaf.GetObject("fLeafCount")));
        }

        void Add(string what, string value) => _facts.Add((path, what, value));
    }

    // Several may have one name.
    private string Counter(RootObject? counter) =>
        counter is null ? "" : $"{counter.GetText("fName")} ({_places.GetValueOrDefault(counter, "in no branch")})";

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
