namespace Hep.Root.IO.Serialization;

/// <summary>The layout of std::pair, which follows from its declared type: checksums of pairs are not told apart by it.</summary>
internal static class PairLayout
{
    private const string First = "first", Second = "second";

    public static StreamerInfo Of(CppType pair) =>
        new(pair.Spelling, 0, 0, [ElementOf(First, pair.Arguments[0]), ElementOf(Second, pair.Arguments[1])]);

    /// <summary>An object with these members as what people take for a pair.</summary>
    public static KeyValuePair<object?, object?> ToPair(RootObject pair) => new(pair[First], pair[Second]);

    private static StreamerElement ElementOf(string name, CppType type) =>
        new() { Name = name, TypeName = type.Full, Type = CodeOf(type) };

    private static int CodeOf(CppType type) => type switch
    {
        { Number: BasicType basic } => basic.Code,
        { Number: not null } => type.Name == "Float16_t" ? BasicType.Float16 : BasicType.Double32,
        { IsText: true } => type.Name == "TString" ? MemberCode.Text : MemberCode.CollectionText,
        { IsCollection: true } => MemberCode.Collection,
        { Target: not null } => MemberCode.ObjectPointer,
        _ => MemberCode.Any,
    };
}
