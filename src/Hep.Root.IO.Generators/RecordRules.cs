using System.Linq;
using Microsoft.CodeAnalysis;

namespace Hep.Root.IO.Generators;

/// <summary>What a root record must be.</summary>
internal static class RecordRules
{
    /// <summary>Values of a fixed shape: an array has no more (Array.MaxLength of .NET).</summary>
    public const int MaxShape = 0x7FFFFFC7;

    private const string Category = "Hep.Root.IO";

    public static readonly DiagnosticDescriptor Partial = new("HEP001", "A root record must be partial",
        "'{0}' must be declared partial: [RootRecord] writes its other part", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor MemberType = new("HEP002", "A member's type cannot hold a column",
        "'{0}' is of type {1}, which no column has: use a number, bool, string, T?, T[], ReadOnlyMemory<T>, T[][] or string[]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Kind = new("HEP003", "A root record must be a plain record, class or struct",
        "'{0}' is {1}: a root record is a plain record, class or struct", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoMember = new("HEP004", "A root record needs a member that is a column",
        "'{0}' has neither parameters nor properties that can be set", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor MemberName = new("HEP005", "A member's name is needed by the generated code",
        "'{0}' is a name that generated code needs: call it otherwise; of a column [RootColumn(\"{0}\")] gives the name",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Visibility = new("HEP006", "A root record must be visible in its assembly",
        "'{0}' is private or protected: make it, and the types around it, internal or public",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Unwritable = new("HEP007", "A root record that is read, and cannot be written",
        "'{0}' is read, and keeps its record from being written: {1}", Category, DiagnosticSeverity.Info, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Inner = new("HEP008", "A record within a record must be of a form that columns have",
        "'{0}' is of type {1}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Shape = new("HEP009", "A fixed shape must stand on a list",
        "'{0}' has no fixed shape: [RootShape(3, 3)] stands on a T[] or ReadOnlyMemory<T> of numbers or bools, and its sizes are positive, "
            + "in all at most 2147483591 values", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor[] All =
        [Partial, MemberType, Kind, NoMember, MemberName, Visibility, Unwritable, Inner, Shape];

    public static DiagnosticDescriptor Find(string id) => All.First(rule => rule.Id == id);
}
