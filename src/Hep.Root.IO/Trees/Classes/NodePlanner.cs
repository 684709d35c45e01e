using Hep.Root.IO.Serialization;
using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>
/// Plans the nodes of one branch and the columns that they fill. Types, classes and members plan each other: this is where they meet, and
/// where the plan is kept within bounds, whatever the file describes.
/// </summary>
internal sealed class NodePlanner
{
    private const int MostLeaves = 16_384, DeepestClasses = 32;

    // Members, bases and classes: sixteen for each column are more than the deepest classes have. A few classes without columns that hold
    // each other twice are millions of objects.
    private const int MostParts = 16 * MostLeaves;

    private readonly Stack<string> _classes = new();

    public NodePlanner(StreamerInfos infos, ClonesClasses? clones = null)
    {
        Infos = infos;
        Clones = clones ?? ClonesClasses.None;
        Types = new TypePlanner(this);
        Classes = new ClassPlanner(this);
        Members = new MemberPlanner(this);
        Standard = new StandardClasses(this);
    }

    public StreamerInfos Infos { get; }

    /// <summary>Whether the members of a class were planned by its streamer info.</summary>
    public bool WalksClasses { get; set; }

    /// <summary>How many members, bases and classes were looked at.</summary>
    public int Parts { get; private set; }

    /// <summary>What is known of the arrays whose class their entries tell.</summary>
    public ClonesClasses Clones { get; }

    public ColumnSlots Slots { get; } = new();

    public TypePlanner Types { get; }

    public ClassPlanner Classes { get; }

    public MemberPlanner Members { get; }

    public StandardClasses Standard { get; }

    /// <summary>Plans a part of the tree inside a class; the columns of a part that cannot be planned are taken back.</summary>
    public Planned Within(string className, Func<Planned> plan)
    {
        if (_classes.Contains(className)) return Planned.Not($"class {className} holds objects of itself");
        if (_classes.Count >= DeepestClasses) return Planned.Not($"classes lie more than {DeepestClasses} deep in each other");
        if (Slots.Leaves.Count > MostLeaves) return Planned.Not($"it has more than {MostLeaves} members");
        _classes.Push(className);
        Planned planned = Attempt(plan);
        _classes.Pop();
        return planned;
    }

    /// <summary>Plans a part of the tree; its columns are taken back where it cannot be planned, but it counts as a part.</summary>
    public Planned Attempt(Func<Planned> plan)
    {
        if (Parts >= MostParts) return Planned.Not($"it has more than {MostParts} members, bases and classes");
        Parts++;
        int leaves = Slots.Leaves.Count;
        Planned planned = plan();
        if (planned.Node is null) Slots.TakeBack(leaves);
        return planned;
    }

    /// <summary>A column of numbers.</summary>
    public Node Number(NumberFormat format, LeafScope scope, string typeName) => format.Item(Slots.AddNumbers(scope, format, typeName));

    /// <summary>A column of text.</summary>
    public Node Text(LeafScope scope, string typeName)
    {
        int characters = Slots.AddOffsets();
        return new TextNode(Slots.AddText(scope, characters, typeName), characters);
    }

    /// <summary>Values whose byte count tells where they end, and nothing else is known of them.</summary>
    public Node Opaque(LeafScope scope, string typeName, string why)
    {
        int bytes = Slots.AddOffsets();
        return new OpaqueNode(Slots.AddText(scope, bytes, typeName, Jagged.ElementType.Bytes, why), bytes);
    }

    /// <summary>A list; where its elements have no column of their own, their number is one.</summary>
    public Planned List(LeafScope scope, string typeName, Func<LeafScope, Planned> element, Func<Node, Node>? wrap = null)
    {
        int leaves = Slots.Leaves.Count;
        int offsets = Slots.AddOffsets();
        Planned planned = element(scope.List(offsets));
        if (planned.Node is not { } node) return planned;
        int? sizes = Slots.Leaves.Count > leaves ? null : Slots.AddNumbers(scope, NumberFormat.Of(Jagged.ElementType.Int32), typeName);
        ListNode list = new(offsets, node, sizes);
        return wrap is null ? list : wrap(list);
    }
}
