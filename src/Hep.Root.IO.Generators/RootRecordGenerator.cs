using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hep.Root.IO.Generators;

/// <summary>Writes, for each type with <c>[RootRecord]</c>, the code that reads its members from the columns of a tree, and writes
/// them.</summary>
[Generator]
public sealed class RootRecordGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<RecordModel> records = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Hep.Root.IO.RootRecordAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancellation) => RecordParser.Parse((INamedTypeSymbol)found.TargetSymbol, cancellation));
        context.RegisterSourceOutput(records, static (output, record) =>
        {
            foreach (Problem problem in record.Problems.Concat(record.Unwritable)) output.ReportDiagnostic(problem.ToDiagnostic());
            string prefix = record.Namespace.Length == 0 ? "" : record.Namespace + ".";
            if (record.Problems.Count == 0) output.AddSource($"{prefix}{record.FlatName}.g.cs", RecordWriter.Write(record));
        });
    }
}
