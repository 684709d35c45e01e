using Hep.Jagged;

namespace Hep.Root.IO.Writing.Branches;

/// <summary>What a branch is, without its entries.</summary>
/// <param name="Name">The name of branch and leaf.</param>
/// <param name="Type">What its values are.</param>
internal sealed record BranchForm(string Name, BranchType Type)
{
    /// <summary>The branch that holds the lengths of the lists; null where there is none.</summary>
    public BranchForm? Counter { get; init; }

    /// <summary>Whether it is the counter of others.</summary>
    public bool IsCounter { get; init; }

    /// <summary>The fixed dimensions of an entry, or of a list's elements.</summary>
    public IReadOnlyList<int> Shape { get; init; } = [];

    /// <summary>Levels of vectors; 0 for a leaf.</summary>
    public int VectorDepth { get; init; }

    /// <summary>The class of a vector branch, as ROOT spells it.</summary>
    public string VectorName
    {
        get
        {
            string name = Type.CppName;
            for (int level = 0; level < VectorDepth; level++) name = name.EndsWith('>') ? $"vector<{name} >" : $"vector<{name}>";
            return name;
        }
    }

    /// <summary>Values of an entry, or of an element.</summary>
    public int ShapeCount => Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary><c>Jet_pt[nJet]</c>, <c>cov[3][3]</c>: the dimensions are in a leaf's title.</summary>
    public string LeafTitle =>
        string.Concat(Name, Counter is null ? "" : $"[{Counter.Name}]", string.Concat(Shape.Select(size => $"[{size}]")));

    /// <summary>The title of the branch: with a letter for the type of a leaf.</summary>
    public string Title => VectorDepth > 0 ? Name : $"{LeafTitle}/{Type.Letter}";

    /// <summary>Whether entries may differ in length.</summary>
    public bool IsVariable => Counter is not null || VectorDepth > 0 || Type.Element == ElementType.String;

    /// <summary>The class of the leaf.</summary>
    public string LeafClass => VectorDepth > 0 ? "TLeafElement" : Type.ClassName;

    /// <summary>The class of the branch.</summary>
    public string ClassName => VectorDepth > 0 ? "TBranchElement" : "TBranch";
}
