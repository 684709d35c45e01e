namespace Hep.Root.IO;

/// <summary>An object of a file: what it is called, of which class, and how large.</summary>
public sealed record RootKey
{
    private static readonly HashSet<string> TreeClasses = ["TTree", "TNtuple", "TNtupleD", "TChain"];
    private static readonly HashSet<string> NTupleClasses = ["ROOT::RNTuple", "ROOT::Experimental::RNTuple"];

    /// <summary>The path from the top directory, without cycle: <c>Data/Events</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The name in its directory; it may hold slashes.</summary>
    public required string Name { get; init; }

    /// <summary>The class, as the file spells it.</summary>
    public required string ClassName { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>Tells objects of one name apart; the highest is the newest.</summary>
    public required int Cycle { get; init; }

    /// <summary>Bytes on disk, the key's among them. The baskets of a tree are records of their own and not counted here.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Bytes of the object after decompression.</summary>
    public required long PlainBytes { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => ClassName is "TDirectory" or "TDirectoryFile";

    /// <summary>Whether it is a TTree, of one of ROOT's own classes, or an RNTuple.</summary>
    public bool IsTree => TreeClasses.Contains(ClassName) || IsNTuple;

    internal bool IsNTuple => NTupleClasses.Contains(ClassName);

    internal long Seek { get; init; }

    internal int KeyLength { get; init; }
}
