using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>The nodes of a type, or why there are none.</summary>
internal readonly record struct Planned(Node? Node, string? Why)
{
    public static implicit operator Planned(Node node) => new(node, null);

    public static Planned Not(string why) => new(null, why);
}
