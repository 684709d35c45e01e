namespace Hep.Root.IO.Serialization;

/// <summary>The layout of std::pair, which follows from its declared type: checksums of pairs are not told apart by it.</summary>
internal static class PairLayout
{
    private const string First = "first", Second = "second";

    public static StreamerInfo Of(StoredType pair) =>
        new(pair.Name, 0, 0, [ElementOf(First, pair.Arguments[0]), ElementOf(Second, pair.Arguments[1])]);

    /// <summary>An object with these members as what people take for a pair.</summary>
    public static KeyValuePair<object?, object?> ToPair(RootObject pair) => new(pair[First], pair[Second]);

    private static StreamerElement ElementOf(string name, StoredType type) =>
        new() { Name = name, TypeName = type.Name, Type = CodeOf(type) };

    private static int CodeOf(StoredType type) => type.Kind switch
    {
        StoredKind.Number => type.Number is BasicType basic ? basic.Code : type.Name == "Float16_t" ? BasicType.Float16
            : BasicType.Double32,
        StoredKind.Text => type.Name == "TString" ? 65 : 365,
        StoredKind.Pointer => 64,
        StoredKind.Class or StoredKind.Pair => 62,
        _ => 300,
    };
}
