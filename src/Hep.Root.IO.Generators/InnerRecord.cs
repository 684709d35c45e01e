using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Hep.Root.IO.Generators;

/// <summary>The record that a member is, or has a list of.</summary>
internal static class InnerRecord
{
    private const string RecordAttribute = "Hep.Root.IO.RootRecordAttribute";

    /// <summary>The type itself, if it is marked as a record.</summary>
    public static INamedTypeSymbol? Of(ITypeSymbol type) =>
        type is INamedTypeSymbol named && named.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == RecordAttribute)
            ? named : null;

    /// <summary>The record in a type of one of the forms that a member has, or nearly has.</summary>
    public static INamedTypeSymbol? Within(ITypeSymbol type) => Of(Innermost(type));

    /// <summary>Why a type is none that a member has, though a record, or what could be one, is in it; null where that is not so.</summary>
    public static string? WhyNoMember(ITypeSymbol type)
    {
        ITypeSymbol inner = Innermost(type);
        if (Of(inner) is null) return CouldBeRecord(inner) ? $"mark {inner.Name} with [RootRecord], so that its members are columns" : null;
        return type is IArrayTypeSymbol { ElementType: INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } }
            ? $"a list has no nulls, declare it as {inner.Name}[]"
            : type is IArrayTypeSymbol
            ? $"lists of lists of records are lists in a record of which there is a list, declare it as {inner.Name}[]"
            : $"a list of records is an array, declare it as {inner.Name}[]";
    }

    /// <summary>Whether a record is within another, at any depth.</summary>
    public static bool IsWithin(INamedTypeSymbol record, INamedTypeSymbol other, CancellationToken cancellation) =>
        IsWithin(record, other, new HashSet<ISymbol>(SymbolEqualityComparer.Default), cancellation);

    private static bool IsWithin(INamedTypeSymbol record, INamedTypeSymbol other, HashSet<ISymbol> seen, CancellationToken cancellation)
    {
        if (SymbolEqualityComparer.Default.Equals(record, other)) return true;
        // Generic types are no records, and can lie in each other without an end: P<P<T>> in P<T>.
        if (other.IsGenericType || !seen.Add(other)) return false;
        return MemberSymbol.Of(other, cancellation).Select(m => Within(m.Type)).OfType<INamedTypeSymbol>()
            .Any(inner => IsWithin(record, inner, seen, cancellation));
    }

    // Types of other assemblies are nobody's to mark.
    private static bool CouldBeRecord(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None, IsGenericType: false }
        && type.Locations.Any(l => l.IsInSource);

    private static ITypeSymbol Innermost(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Innermost(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: 1 } generic when Of(generic) is null => Innermost(generic.TypeArguments[0]),
        _ => type,
    };
}
