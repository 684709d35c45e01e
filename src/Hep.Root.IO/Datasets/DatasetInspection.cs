namespace Hep.Root.IO;

/// <summary>Which files of a dataset are opened before reading begins.</summary>
public enum DatasetInspection
{
    /// <summary>
    /// Each: columns are unified over all of them, the number of entries is known, and a file that does not fit is told before the first
    /// batch. Default.
    /// </summary>
    EveryFile,

    /// <summary>
    /// The first of each source, whose columns are those of the dataset; the others are opened when their turn comes, for lists of very
    /// many files. Then <see cref="RootDataset.EntryCount"/> is null, and where files are mixed entries are numbered inside their files.
    /// </summary>
    FirstFile,
}
