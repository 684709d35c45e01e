using Hep.Root.IO.Trees.Decoding;

namespace Hep.Root.IO.Trees.Classes;

/// <summary>
/// The classes of the objects in TClonesArrays that no metadata name: the entries alone tell them, and columns are planned before those
/// are read. Found by the column that the array would be.
/// </summary>
/// <param name="known">The classes by column: <c>class;version</c>.</param>
internal sealed class ClonesClasses(IReadOnlyDictionary<string, string> known)
{
    /// <summary>What columns are called that ask an entry for the class.</summary>
    public const string Question = "class of a TClonesArray";

    /// <summary>Nothing is known.</summary>
    public static ClonesClasses None { get; } = new(new Dictionary<string, string>());

    /// <summary>Nothing is known, and the columns to be planned are those that ask.</summary>
    public static ClonesClasses Asking { get; } = new(new Dictionary<string, string>()) { IsAsking = true };

    /// <summary>Whether arrays of an unknown class become columns of their class.</summary>
    public bool IsAsking { get; private init; }

    /// <summary>The arrays that were not asked for, by column: it would have taken too much reading.</summary>
    public IReadOnlySet<string> Unasked { get; init; } = new HashSet<string>();

    private string Branch { get; init; } = "";

    /// <summary>The same for a branch: what follows its name is looked for.</summary>
    public ClonesClasses Of(string branch) => new(known) { IsAsking = IsAsking, Unasked = Unasked, Branch = branch };

    /// <summary>The class of the objects of an array; null where it is not known.</summary>
    public string? Find(LeafScope scope) => known.GetValueOrDefault(Branch + scope.Name);

    /// <summary>Why an array is not columns whose class is not known.</summary>
    public string WhyUnknown(LeafScope scope) => Unasked.Contains(Branch + scope.Name)
        ? "too much would have to be read to learn the class of the objects of this TClonesArray"
        : "a TClonesArray may hold objects of any class";
}
