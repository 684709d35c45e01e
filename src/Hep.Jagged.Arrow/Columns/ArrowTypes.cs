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
        ArrowTypeId narrow = type.TypeId switch
        {
            ArrowTypeId.LargeString => ArrowTypeId.String,
            ArrowTypeId.LargeBinary => ArrowTypeId.Binary,
            _ => type.TypeId,
        };
        int index = System.Array.FindIndex(Table, t => t.TypeId == narrow);
        return index < 0 ? null : (ElementType)index;
    }

    /// <summary>Whether the offsets of an Arrow type have 64 bits, as polars and awkward write them.</summary>
    public static bool HasLongOffsets(IArrowType type) =>
        type.TypeId is ArrowTypeId.LargeList or ArrowTypeId.LargeString or ArrowTypeId.LargeBinary;

    /// <summary>What to do with an Arrow type that no column has.</summary>
    public static string AdviceFor(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.ListView or ArrowTypeId.LargeListView => "cast it to list",
        ArrowTypeId.StringView => "cast it to string",
        ArrowTypeId.BinaryView or ArrowTypeId.FixedSizedBinary => "cast it to binary",
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
