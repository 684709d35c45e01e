using Microsoft.CodeAnalysis;

namespace Hep.Root.IO.Generators;

/// <summary>How a member holds the values of an entry.</summary>
internal enum MemberForm
{
    /// <summary><c>float</c>.</summary>
    Value,
    /// <summary><c>float?</c>.</summary>
    OptionalValue,
    /// <summary><c>float[]</c>.</summary>
    Array,
    /// <summary><c>ReadOnlyMemory&lt;float&gt;</c>.</summary>
    Memory,
    /// <summary><c>float[][]</c>.</summary>
    Arrays,
    /// <summary><c>string</c>.</summary>
    Text,
    /// <summary><c>string[]</c>.</summary>
    Texts,
    /// <summary>A record.</summary>
    Record,
    /// <summary>A record that is a value, or null.</summary>
    OptionalRecord,
    /// <summary>An array of records.</summary>
    Records,
}

/// <summary>The type of a member: its form, and what one value, or the record, is in C#.</summary>
internal sealed record MemberType(MemberForm Form, string Element)
{
    /// <summary>Whether it is a record, or a list of them.</summary>
    public bool IsRecord => Form is MemberForm.Record or MemberForm.OptionalRecord or MemberForm.Records;

    /// <summary>The type as a column; null where it is none.</summary>
    public static MemberType? Of(ITypeSymbol type)
    {
        if (ElementOf(type) is { } value) return new MemberType(MemberForm.Value, value);
        if (type.SpecialType == SpecialType.System_String) return new MemberType(MemberForm.Text, "byte");
        if (RecordOf(type) is { } record) return new MemberType(MemberForm.Record, record);
        if (type is IArrayTypeSymbol { Rank: 1, ElementType: var item }) return OfArray(item);
        if (type is not INamedTypeSymbol { TypeArguments.Length: 1 } generic) return null;
        bool isNullable = generic.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (isNullable && RecordOf(generic.TypeArguments[0]) is { } optional) return new MemberType(MemberForm.OptionalRecord, optional);
        if (ElementOf(generic.TypeArguments[0]) is not { } argument) return null;
        if (isNullable) return new MemberType(MemberForm.OptionalValue, argument);
        return generic.Name == "ReadOnlyMemory" && generic.ContainingNamespace.ToDisplayString() == "System"
            ? new MemberType(MemberForm.Memory, argument) : null;
    }

    private static MemberType? OfArray(ITypeSymbol item)
    {
        if (ElementOf(item) is { } value) return new MemberType(MemberForm.Array, value);
        if (item.SpecialType == SpecialType.System_String) return new MemberType(MemberForm.Texts, "byte");
        if (RecordOf(item) is { } record) return new MemberType(MemberForm.Records, record);
        return item is IArrayTypeSymbol { Rank: 1 } list && ElementOf(list.ElementType) is { } inner
            ? new MemberType(MemberForm.Arrays, inner) : null;
    }

    private static string? RecordOf(ITypeSymbol type) =>
        InnerRecord.Of(type)?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static string? ElementOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "bool",
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Byte => "byte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_Single => "float",
        SpecialType.System_Double => "double",
        _ => null,
    };
}
