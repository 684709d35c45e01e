using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hep.Root.IO.Generators;

/// <summary>Reads a record's declaration: its members as columns, or why it cannot be read into.</summary>
internal static class RecordParser
{
    // The nested types that are generated, and what the view has besides members.
    private static readonly HashSet<string> Generated = ["View", "ViewList", "ColumnReader", "ColumnWriter"];
    private static readonly HashSet<string> Taken = [.. Generated, "Enumerator", "ToRecord"];

    public static RecordModel Parse(INamedTypeSymbol record, CancellationToken cancellation) =>
        Parse(record, new Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default), cancellation);

    // Whether records within it can be written is asked once of each, in however many others they lie.
    private static RecordModel Parse(INamedTypeSymbol record, Dictionary<ISymbol, bool> writable, CancellationToken cancellation)
    {
        List<Problem> problems = [], unwritable = [];
        List<string> containers = [];
        string flatName = record.Name;
        bool isPublic = true, isVisible = true;
        for (INamedTypeSymbol? type = record; type is not null; type = type.ContainingType)
        {
            if (!IsPartial(type, cancellation)) problems.Add(Problem.At(RecordRules.Partial, type));
            if (WhyNoRecord(type, isRecord: ReferenceEquals(type, record)) is { } why)
                problems.Add(Problem.At(RecordRules.Kind, type, why));
            isPublic &= type.DeclaredAccessibility == Accessibility.Public;
            isVisible &= type.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
            if (ReferenceEquals(type, record)) continue;
            containers.Insert(0, Declaration(type));
            flatName = $"{type.Name}_{flatName}";
        }
        foreach (ISymbol named in Generated.SelectMany(name => record.GetMembers(name)))
            if (named is not IPropertySymbol { SetMethod: not null }) problems.Add(Problem.At(RecordRules.MemberName, named));
        if (!isVisible) problems.Add(Problem.At(RecordRules.Visibility, record));
        List<MemberModel> members = Members(record, problems, unwritable, writable, cancellation);
        if (members.Count == 0 && problems.Count == 0) problems.Add(Problem.At(RecordRules.NoMember, record));
        string space = record.ContainingNamespace.IsGlobalNamespace ? "" : record.ContainingNamespace.ToDisplayString();
        return new RecordModel(space, new(containers), Declaration(record),
            record.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), flatName, isPublic, new(members), new(problems),
            new(unwritable));
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) is TypeDeclarationSyntax syntax
            && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string? WhyNoRecord(INamedTypeSymbol type, bool isRecord) =>
        type.IsGenericType ? "generic"
        : !isRecord ? null
        : type.TypeKind is not (TypeKind.Class or TypeKind.Struct) ? "an interface"
        : type.IsStatic ? "static"
        : type.IsAbstract ? "abstract"
        : type.IsRefLikeType ? "a ref struct"
        : null;

    private static string Declaration(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Struct, true) => $"partial record struct {Escape(type.Name)}",
        (TypeKind.Struct, false) => $"partial struct {Escape(type.Name)}",
        (TypeKind.Interface, _) => $"partial interface {Escape(type.Name)}",
        (_, true) => $"partial record {Escape(type.Name)}",
        _ => $"partial class {Escape(type.Name)}",
    };

    private static List<MemberModel> Members(
        INamedTypeSymbol record, List<Problem> problems, List<Problem> unwritable, Dictionary<ISymbol, bool> writable,
        CancellationToken cancellation)
    {
        List<MemberModel> members = [];
        foreach (MemberSymbol member in MemberSymbol.Of(record, cancellation))
        {
            if (WhyNoMember(record, member, cancellation) is { } problem)
            {
                problems.Add(problem);
                continue;
            }
            MemberModel model = Model(member, MemberType.Of(member.Type)!);
            if (WhyNotWritten(record, member, model, members, writable, cancellation) is { } why)
                unwritable.Add(Problem.At(RecordRules.Unwritable, member.Symbol, why));
            members.Add(model);
        }
        return members;
    }

    private static Problem? WhyNoMember(INamedTypeSymbol record, MemberSymbol member, CancellationToken cancellation)
    {
        if (Taken.Contains(member.Symbol.Name)) return Problem.At(RecordRules.MemberName, member.Symbol);
        if (MemberType.Of(member.Type) is not { } known)
            return InnerRecord.WhyNoMember(member.Type) is { } why ? InnerProblem(member, why)
                : Problem.At(RecordRules.MemberType, member.Symbol, member.Type.ToDisplayString());
        if (known.IsRecord && InnerRecord.Within(member.Type)!.IsGenericType)
            return InnerProblem(member, "a record is not generic, declare a plain one");
        if (known.IsRecord && InnerRecord.IsWithin(record, InnerRecord.Within(member.Type)!, cancellation))
            return InnerProblem(member, $"a record cannot be within itself, and {record.Name} would be");
        MemberModel model = Model(member, known);
        if (known.Form == MemberForm.Record && model is { IsOptional: true, IsNullable: false })
            return InnerProblem(member, $"where its columns may be missing it is null, declare it as {member.Type.Name}?");
        bool isShaped = known.Form is MemberForm.Array or MemberForm.Memory && model.Shape.Count > 0 && IsLength(model.Shape);
        return member.Shape is null || isShaped ? null : Problem.At(RecordRules.Shape, member.Symbol);
    }

    private static bool IsLength(IEnumerable<int> shape)
    {
        long length = 1;
        foreach (int size in shape)
            if (size <= 0 || (length *= size) > RecordRules.MaxShape) return false;
        return true;
    }

    private static Problem InnerProblem(MemberSymbol member, string why) =>
        Problem.At(RecordRules.Inner, member.Symbol, $"{member.Type.ToDisplayString()}: {why}");

    private static string? WhyNotWritten(INamedTypeSymbol record, MemberSymbol symbol, MemberModel member, List<MemberModel> before,
        Dictionary<ISymbol, bool> writable, CancellationToken cancellation) =>
        WhyNotWritten(record, member, before) is { } why ? why
        : member.Type.IsRecord && !IsWritable(InnerRecord.Within(symbol.Type)!, writable, cancellation)
            ? $"{InnerRecord.Within(symbol.Type)!.Name} cannot be written"
        : null;

    // Of a type that is compiled with this one only the declaration is there; one of another assembly has what was generated for it.
    private static bool IsWritable(INamedTypeSymbol record, Dictionary<ISymbol, bool> writable, CancellationToken cancellation)
    {
        if (writable.TryGetValue(record, out bool known)) return known;
        return writable[record] = record.Locations.Any(l => l.IsInSource)
            ? Parse(record, writable, cancellation).Unwritable.Count == 0
            : record.AllInterfaces.Any(i => i.Name == "IWritableRootRecord");
    }

    // What is written is read from a record: a parameter alone is forgotten, and a column has one member. Two records may have one name,
    // Jet_, and different columns.
    private static string? WhyNotWritten(INamedTypeSymbol record, MemberModel member, List<MemberModel> before) =>
        before.Find(m => m.Column == member.Column && !(m.Type.IsRecord && member.Type.IsRecord)) is { } same
            ? $"column '{member.Column}' is that of '{same.Name}' too"
        : IsTold(record, member) ? null
        : "no property or field has its name, its type and a getter";

    // The nearest type that has the name hides it in those that it derives from, whose private members generated code cannot read.
    private static bool IsTold(INamedTypeSymbol record, MemberModel member)
    {
        for (INamedTypeSymbol? type = record; type is not null; type = type.BaseType)
        {
            ISymbol[] named = [.. type.GetMembers(member.Name).Where(m => ReferenceEquals(type, record) || IsInherited(m, record))];
            if (named.Length > 0) return named.Any(m => IsValueOf(m, member.Type));
        }
        return false;
    }

    private static bool IsInherited(ISymbol symbol, INamedTypeSymbol record) =>
        IsSeen(symbol, record) && (symbol is not IPropertySymbol { GetMethod: { } getter } || IsSeen(getter, record));

    private static bool IsSeen(ISymbol symbol, INamedTypeSymbol record) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal => true,
        Accessibility.Internal or Accessibility.ProtectedAndInternal =>
            SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, record.ContainingAssembly),
        _ => false,
    };

    private static bool IsValueOf(ISymbol symbol, MemberType type) => symbol switch
    {
        IPropertySymbol { IsStatic: false, IsIndexer: false, GetMethod: not null } property => MemberType.Of(property.Type) == type,
        IFieldSymbol { IsStatic: false } field => MemberType.Of(field.Type) == type,
        _ => false,
    };

    private static MemberModel Model(MemberSymbol member, MemberType known)
    {
        AttributeData? column = member.Column;
        string name = column?.ConstructorArguments.Select(a => a.Value as string).FirstOrDefault() ?? member.Symbol.Name;
        bool isNullable = known.Form is MemberForm.OptionalValue or MemberForm.OptionalRecord
            || member.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
        bool isOptional = isNullable || column?.NamedArguments.Any(a => a is { Key: "Optional", Value.Value: true }) == true;
        string? missing = isOptional && known.Form == MemberForm.Value
            && member.Parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value }
            ? Literal(value, known.Element) : null;
        int[] shape = [.. member.Shape?.ConstructorArguments.Where(a => a.Kind == TypedConstantKind.Array && !a.IsNull)
            .SelectMany(a => a.Values).Select(v => v.Value is int size ? size : 0) ?? []];
        return new MemberModel(member.Symbol.Name, name, known, isOptional, isNullable, missing, member.Parameter is not null, new(shape));
    }

    private static string Literal(object value, string element) => value switch
    {
        bool truth => truth ? "true" : "false",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        _ => string.Format(CultureInfo.InvariantCulture, "unchecked(({0})({1}))", element, value),
    };

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
