namespace Hep.Jagged;

/// <summary>What one value of a column is.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    /// <summary>A signed byte.</summary>
    Int8,
    /// <summary>Two bytes, signed.</summary>
    Int16,
    /// <summary>Four bytes, signed.</summary>
    Int32,
    /// <summary>Eight bytes, signed.</summary>
    Int64,
    /// <summary>An unsigned byte.</summary>
    UInt8,
    /// <summary>Two bytes, unsigned.</summary>
    UInt16,
    /// <summary>Four bytes, unsigned.</summary>
    UInt32,
    /// <summary>Eight bytes, unsigned.</summary>
    UInt64,
    /// <summary>IEEE single precision.</summary>
    Float32,
    /// <summary>IEEE double precision.</summary>
    Float64,
    /// <summary>Text in UTF-8: the values are its bytes, below one more level of offsets.</summary>
    String,
    /// <summary>Bytes nobody described: values below one more level of offsets.</summary>
    Bytes,
}
