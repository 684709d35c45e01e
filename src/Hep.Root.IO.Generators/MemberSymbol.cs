using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hep.Root.IO.Generators;

/// <summary>A member of a record as it is declared.</summary>
/// <param name="Symbol">The parameter or property.</param>
/// <param name="Type">Its type.</param>
/// <param name="Parameter">The parameter of the primary constructor, if it is one.</param>
/// <param name="Attributes">What stands on it, and on the property of a positional record's parameter.</param>
internal sealed record MemberSymbol(ISymbol Symbol, ITypeSymbol Type, IParameterSymbol? Parameter, IReadOnlyList<AttributeData> Attributes)
{
    private const string ColumnAttribute = "Hep.Root.IO.RootColumnAttribute", ShapeAttribute = "Hep.Root.IO.RootShapeAttribute";

    /// <summary>What <c>[RootColumn]</c> says.</summary>
    public AttributeData? Column => Find(Attributes, ColumnAttribute);

    /// <summary>What <c>[RootShape]</c> says.</summary>
    public AttributeData? Shape => Find(Attributes, ShapeAttribute);

    /// <summary>The members of a record that are columns or records, in the order of construction.</summary>
    public static IEnumerable<MemberSymbol> Of(INamedTypeSymbol record, CancellationToken cancellation)
    {
        IMethodSymbol? primary = record.InstanceConstructors
            .FirstOrDefault(c => c.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) is TypeDeclarationSyntax));
        foreach (IParameterSymbol parameter in primary?.Parameters ?? [])
        {
            // [property: RootColumn] of a positional record stands on the property of the parameter's name.
            AttributeData[] attributes = [.. parameter.GetAttributes(),
                .. record.GetMembers(parameter.Name).OfType<IPropertySymbol>().SelectMany(p => p.GetAttributes())];
            yield return new MemberSymbol(parameter, parameter.Type, parameter, attributes);
        }
        foreach (IPropertySymbol property in record.GetMembers().OfType<IPropertySymbol>())
        {
            if (property.IsStatic || property.IsIndexer || property.SetMethod is null
                || property.SetMethod.DeclaredAccessibility == Accessibility.Private) continue;
            if (primary?.Parameters.Any(p => p.Name == property.Name) == true) continue;
            MemberSymbol member = new(property, property.Type, null, property.GetAttributes());
            if (member.Column is not null || primary is null) yield return member;
        }
    }

    private static AttributeData? Find(IEnumerable<AttributeData> attributes, string name) =>
        attributes.FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == name);
}
