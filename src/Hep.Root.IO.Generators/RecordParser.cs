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
    private const string ColumnAttribute = "Hep.Root.IO.RootColumnAttribute";

    // The nested types that are generated, and what the view has besides members.
    private static readonly HashSet<string> Generated = ["View", "ColumnReader", "ColumnWriter"];
    private static readonly HashSet<string> Taken = [.. Generated, "Enumerator", "ToRecord"];

    public static RecordModel Parse(INamedTypeSymbol record, CancellationToken cancellation)
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
        List<MemberModel> members = Members(record, problems, unwritable, cancellation);
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
        INamedTypeSymbol record, List<Problem> problems, List<Problem> unwritable, CancellationToken cancellation)
    {
        List<MemberModel> members = [];
        IMethodSymbol? primary = record.InstanceConstructors
            .FirstOrDefault(c => c.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) is TypeDeclarationSyntax));
        foreach (IParameterSymbol parameter in primary?.Parameters ?? [])
        {
            // [property: RootColumn] of a positional record stands on the property of the parameter's name.
            AttributeData? column = Column(parameter)
                ?? record.GetMembers(parameter.Name).OfType<IPropertySymbol>().Select(Column).FirstOrDefault(a => a is not null);
            Add(parameter, parameter.Type, column, parameter);
        }
        foreach (IPropertySymbol property in record.GetMembers().OfType<IPropertySymbol>())
        {
            if (property.IsStatic || property.IsIndexer || property.SetMethod is null
                || property.SetMethod.DeclaredAccessibility == Accessibility.Private) continue;
            if (primary?.Parameters.Any(p => p.Name == property.Name) == true) continue;
            if (Column(property) is { } column) Add(property, property.Type, column, null);
            else if (primary is null) Add(property, property.Type, null, null);
        }
        return members;

        void Add(ISymbol symbol, ITypeSymbol type, AttributeData? column, IParameterSymbol? parameter)
        {
            if (Taken.Contains(symbol.Name)) problems.Add(Problem.At(RecordRules.MemberName, symbol));
            else if (MemberType.Of(type) is not { } known) problems.Add(Problem.At(RecordRules.MemberType, symbol, type.ToDisplayString()));
            else
            {
                MemberModel member = Member(symbol, type, known, column, parameter);
                if (WhyNotWritten(record, member, members) is { } why) unwritable.Add(Problem.At(RecordRules.Unwritable, symbol, why));
                members.Add(member);
            }
        }
    }

    // What is written is read from a record: a parameter alone is forgotten, and a column has one member.
    private static string? WhyNotWritten(INamedTypeSymbol record, MemberModel member, List<MemberModel> before) =>
        before.Find(m => m.Column == member.Column) is { } same ? $"column '{member.Column}' is that of '{same.Name}' too"
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

    private static MemberModel Member(ISymbol symbol, ITypeSymbol type, MemberType known, AttributeData? column,
        IParameterSymbol? parameter)
    {
        string name = column?.ConstructorArguments.Select(a => a.Value as string).FirstOrDefault() ?? symbol.Name;
        bool isNullable = known.Form == MemberForm.OptionalValue
            || type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
        bool isOptional = isNullable || column?.NamedArguments.Any(a => a is { Key: "Optional", Value.Value: true }) == true;
        string? missing = isOptional && known.Form == MemberForm.Value
            && parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value } ? Literal(value, known.Element) : null;
        return new MemberModel(symbol.Name, name, known, isOptional, isNullable, missing, parameter is not null);
    }

    private static AttributeData? Column(ISymbol symbol) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == ColumnAttribute);

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
