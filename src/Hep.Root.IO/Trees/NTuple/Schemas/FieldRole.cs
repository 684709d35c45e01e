namespace Hep.Root.IO.Trees.NTuple;

/// <summary>What a field is to those below it (specification, "Field Description").</summary>
internal enum FieldRole
{
    /// <summary>A value, or a wrapper of one field: an array, an enumeration, an atomic.</summary>
    Plain = 0,
    /// <summary>A list of what its sub-field describes.</summary>
    Collection = 1,
    /// <summary>All of its sub-fields.</summary>
    Record = 2,
    /// <summary>One of its sub-fields.</summary>
    Variant = 3,
    /// <summary>An object as ROOT's streamers write it.</summary>
    Streamer = 4,
}
