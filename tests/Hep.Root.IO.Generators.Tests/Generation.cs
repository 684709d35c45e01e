using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hep.Root.IO.Generators.Tests;

/// <summary>A program compiled with the generator: what the generator wrote, what it and the compiler complain about.</summary>
internal sealed record Generation(IReadOnlyList<string> Sources, IReadOnlyList<Diagnostic> Reports, IReadOnlyList<Diagnostic> Errors)
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using Hep.Root.IO;";
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles a library of this code; whatever the compiler warns of counts as an error too.</summary>
    public static Generation Of(string code)
    {
        CSharpCompilation before = Compilation(code);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new RootRecordGenerator().AsSourceGenerator()], parseOptions: Language)
            .RunGeneratorsAndUpdateCompilation(before, out Compilation after, out _);
        GeneratorDriverRunResult result = driver.GetRunResult();
        return new Generation([.. result.GeneratedTrees.Select(t => t.ToString())], result.Diagnostics,
            [.. after.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)]);
    }

    public static CSharpCompilation Compilation(string code) => CSharpCompilation.Create(
        "Program", [CSharpSyntaxTree.ParseText(Usings, Language), CSharpSyntaxTree.ParseText(code, Language)], References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The identities and texts of what the generator reports.</summary>
    public IEnumerable<string> Messages => Reports.Select(d => $"{d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}");
}
