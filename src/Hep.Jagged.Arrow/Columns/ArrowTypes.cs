using Apache.Arrow.Types;

namespace Hep.Jagged.Arrow;

/// <summary>Which Arrow type an element type is.</summary>
internal static class ArrowTypes
{
    // In the order of ElementType.
    private static readonly IArrowType[] Table =
    [
        BooleanType.Default, Int8Type.Default, Int16Type.Default, Int32Type.Default, Int64Type.Default, UInt8Type.Default,
        UInt16Type.Default, UInt32Type.Default, UInt64Type.Default, FloatType.Default, DoubleType.Default, StringType.Default,
        BinaryType.Default,
    ];

    /// <summary>The Arrow type of values of this type.</summary>
    public static IArrowType Of(ElementType type) => Table[(int)type];

    /// <summary>The element type that values of an Arrow type have; null where there is none.</summary>
    public static ElementType? ToElement(IArrowType type)
    {
        int index = System.Array.FindIndex(Table, t => t.TypeId == type.TypeId);
        return index < 0 ? null : (ElementType)index;
    }

    /// <summary>What to do with an Arrow type that no column has.</summary>
    public static string AdviceFor(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.LargeList or ArrowTypeId.ListView or ArrowTypeId.LargeListView => "cast it to list, whose offsets have 32 bits",
        ArrowTypeId.LargeString or ArrowTypeId.StringView => "cast it to string, whose offsets have 32 bits",
        ArrowTypeId.LargeBinary or ArrowTypeId.BinaryView or ArrowTypeId.FixedSizedBinary => "cast it to binary",
        ArrowTypeId.Dictionary or ArrowTypeId.RunEndEncoded => "decode it to its values",
        ArrowTypeId.Struct => "flatten it to a column for each member",
        ArrowTypeId.Map => "make its keys and its values a list each",
        ArrowTypeId.HalfFloat => "cast it to float32",
        ArrowTypeId.Decimal32 or ArrowTypeId.Decimal64 or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256 => "cast it to float64",
        ArrowTypeId.Date32 or ArrowTypeId.Time32 => "cast it to int32",
        ArrowTypeId.Date64 or ArrowTypeId.Time64 or ArrowTypeId.Timestamp or ArrowTypeId.Duration => "cast it to int64",
        _ => "leave it out",
    };
}
