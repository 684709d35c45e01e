namespace Hep.Onnx;

/// <summary>What one element of a tensor is; the numbers are those of <c>TensorProto.DataType</c> in the ONNX schema.</summary>
public enum OnnxElementType
{
    /// <summary>Not stated, or no tensor at all (a sequence, a map).</summary>
    Undefined = 0,
    /// <summary>IEEE single precision.</summary>
    Float32 = 1,
    /// <summary>An unsigned byte.</summary>
    UInt8 = 2,
    /// <summary>A signed byte.</summary>
    Int8 = 3,
    /// <summary>Two bytes, unsigned.</summary>
    UInt16 = 4,
    /// <summary>Two bytes, signed.</summary>
    Int16 = 5,
    /// <summary>Four bytes, signed.</summary>
    Int32 = 6,
    /// <summary>Eight bytes, signed.</summary>
    Int64 = 7,
    /// <summary>Text in UTF-8.</summary>
    String = 8,
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,
    /// <summary>IEEE half precision.</summary>
    Float16 = 10,
    /// <summary>IEEE double precision.</summary>
    Float64 = 11,
    /// <summary>Four bytes, unsigned.</summary>
    UInt32 = 12,
    /// <summary>Eight bytes, unsigned.</summary>
    UInt64 = 13,
    /// <summary>Two single-precision numbers.</summary>
    Complex64 = 14,
    /// <summary>Two double-precision numbers.</summary>
    Complex128 = 15,
    /// <summary>The upper half of a single-precision number.</summary>
    BFloat16 = 16,
}
