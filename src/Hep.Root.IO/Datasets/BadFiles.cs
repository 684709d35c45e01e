namespace Hep.Root.IO;

/// <summary>What becomes of a dataset's file that cannot be read.</summary>
public enum BadFiles
{
    /// <summary>Reading ends with the failure. Default.</summary>
    Fail,

    /// <summary>What is left of the file is skipped, logged as a warning, and listed in <see cref="RootDataset.Skipped"/>.</summary>
    Skip,
}
