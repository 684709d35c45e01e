using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Hep.Root.IO.Generators;

/// <summary>What is known of a record, as values: nothing of it holds a compilation alive.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Containers">The types around the record, outermost first, as they are declared: <c>partial class Analysis</c>.</param>
/// <param name="Declaration">The record as its other part declares it: <c>partial record struct MuonEvent</c>.</param>
/// <param name="FullName">The name from <c>global::</c> on.</param>
/// <param name="FlatName">The name with those of the types around it, as one identifier.</param>
/// <param name="IsPublic">Whether other assemblies see the record.</param>
/// <param name="Members">The members that are columns, in the order of construction.</param>
/// <param name="Problems">Why nothing is generated; empty where all is well.</param>
/// <param name="Unwritable">Why records can be read alone; empty where they can be written.</param>
internal sealed record RecordModel(
    string Namespace, Sequence<string> Containers, string Declaration, string FullName, string FlatName, bool IsPublic,
    Sequence<MemberModel> Members, Sequence<Problem> Problems, Sequence<Problem> Unwritable);

/// <summary>A member that is a column.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsOptional">Whether the column may be missing.</param>
/// <param name="IsNullable">Whether it is null where the column is missing.</param>
/// <param name="Missing">The value where the column is missing, as C#; null: the type's default.</param>
/// <param name="IsParameter">Whether the constructor takes it; else it is set in an initializer.</param>
/// <param name="Shape">The sizes of a fixed shape; empty where it has none.</param>
internal sealed record MemberModel(
    string Name, string Column, MemberType Type, bool IsOptional, bool IsNullable, string? Missing, bool IsParameter, Sequence<int> Shape);

/// <summary>A diagnostic before it has a syntax tree.</summary>
internal sealed record Problem(string Id, string Path, TextSpan Span, LinePositionSpan Lines, string First, string Second)
    : IEquatable<Problem>
{
    public static Problem At(DiagnosticDescriptor rule, ISymbol symbol, string second = "")
    {
        Location place = symbol.Locations.Length > 0 ? symbol.Locations[0] : Location.None;
        return new Problem(rule.Id, place.SourceTree?.FilePath ?? "", place.SourceSpan, place.GetLineSpan().Span, symbol.Name, second);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(RecordRules.Find(Id), Location.Create(Path, Span, Lines), First, Second);
}
