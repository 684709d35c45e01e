namespace Hep.Inference;

/// <summary>What one element of a tensor is.</summary>
public enum TensorType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    /// <summary>An unsigned byte.</summary>
    UInt8,
    /// <summary>Two bytes, unsigned.</summary>
    UInt16,
    /// <summary>Four bytes, unsigned.</summary>
    UInt32,
    /// <summary>Eight bytes, unsigned.</summary>
    UInt64,
    /// <summary>A signed byte.</summary>
    Int8,
    /// <summary>Two bytes, signed.</summary>
    Int16,
    /// <summary>Four bytes, signed.</summary>
    Int32,
    /// <summary>Eight bytes, signed.</summary>
    Int64,
    /// <summary>IEEE half precision.</summary>
    Float16,
    /// <summary>The upper two bytes of a single: elements are the bits, as <see cref="ushort"/>.</summary>
    BFloat16,
    /// <summary>IEEE single precision.</summary>
    Float32,
    /// <summary>IEEE double precision.</summary>
    Float64,
    /// <summary>A string of bytes, usually text in UTF-8.</summary>
    Bytes,
}
