namespace Hep.Root.IO;

/// <summary>How columns of lists are stored in a TTree.</summary>
public enum ListStorage
{
    /// <summary>
    /// As arrays whose length is in a branch of its own, <c>nJet</c> of <c>Jet_pt</c>: fastest for every reader, and what NanoAOD has.
    /// Lists of lists, and of texts, are vectors in any case.
    /// </summary>
    Counted,

    /// <summary>As <c>std::vector</c>: ten bytes more a list, and no counter.</summary>
    Vectors,

    /// <summary>
    /// As arrays where the column has a counter (<see cref="Hep.Jagged.ColumnSchema.Counter"/>), as vectors where it has none: what was
    /// read of a TTree is stored as it was, and no counter is made.
    /// </summary>
    AsRead,
}
