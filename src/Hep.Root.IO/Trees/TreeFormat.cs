namespace Hep.Root.IO;

/// <summary>The formats in which a file holds entries.</summary>
public enum TreeFormat
{
    /// <summary>TTree: read by every program that reads ROOT files.</summary>
    TTree,

    /// <summary>
    /// RNTuple, version 1.0: smaller, and made for many columns, for ROOT 6.34 and later. Every list is a vector with ends of its own;
    /// there are no counters.
    /// </summary>
    RNTuple,
}
