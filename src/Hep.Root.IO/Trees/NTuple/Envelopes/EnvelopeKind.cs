namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The kinds of envelopes, with their numbers in the file.</summary>
internal enum EnvelopeKind
{
    /// <summary>Fields and columns.</summary>
    Header = 1,
    /// <summary>Fields that came later, and the groups of clusters.</summary>
    Footer = 2,
    /// <summary>Clusters and their pages.</summary>
    PageList = 3,
}
