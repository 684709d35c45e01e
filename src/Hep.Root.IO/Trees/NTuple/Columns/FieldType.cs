using Hep.Jagged;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Trees.NTuple;

/// <summary>The C++ types of fields that are numbers (specification, "Fundamental Types"), and what their values are in a column.</summary>
internal static class FieldType
{
    private const string Standard = "std::";

    /// <summary>The type of a name, normalised or as writers before ROOT 6.36 spelt it; null where it is none of them.</summary>
    public static ElementType? Of(string typeName)
    {
        string name = typeName.Trim();
        if (name.StartsWith(Standard, StringComparison.Ordinal)) name = name[Standard.Length..];
        return name is "char" or "byte" ? ElementType.UInt8 : BasicType.Find(name)?.ElementType;
    }
}
