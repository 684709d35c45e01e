namespace Hep.Jagged;

/// <summary>
/// Where entries come from: one tree of one file. The same for a local file and its remote copy, so that a split by
/// identity never puts one event on both sides.
/// </summary>
/// <param name="File">
/// The file's UUID; where that is absent or zero, the first half of the SHA-256 of its length, header and key list.
/// </param>
/// <param name="Tree">The tree's path inside the file.</param>
public sealed record EntrySource(Guid File, string Tree)
{
    /// <summary>Entries that no file holds: sent to a service, or made by a program.</summary>
    public static EntrySource None { get; } = new(Guid.Empty, "");

    /// <summary>The index of the dataset's source that lists the file; 0 outside a dataset.</summary>
    public int DatasetSource { get; init; }

    /// <summary>The number of entries before this file's first one in the chain of files of its dataset source.</summary>
    public long ChainStart { get; init; }

    /// <summary>The path or URL under which the file was opened, without secrets.</summary>
    public string Location { get; init; } = "";

    /// <summary>The file's length; 0 where it is not known.</summary>
    public long FileBytes { get; init; }

    /// <summary><c>nano.root:Events</c>, for messages.</summary>
    public override string ToString() => Location.Length > 0 ? $"{Location}:{Tree}" : Tree.Length > 0 ? Tree : $"file {File}";
}
