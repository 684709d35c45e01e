using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Hep.Root.IO.Generators;
using Hep.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hep.MLaaS.Documents.Tests;

/// <summary>A C# block of a document, compiled as a program of its own, as a reader would paste it.</summary>
public sealed partial record DocumentedProgram(string Document, int Line, string Code)
{
    private static readonly string[] ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks"];

    /// <summary>All C# blocks of a document, in order.</summary>
    public static IEnumerable<DocumentedProgram> Of(string document)
    {
        string text = File.ReadAllText(Path.Combine(TestData.Repository, document));
        foreach (Match block in CSharpBlock().Matches(text))
            yield return new DocumentedProgram(document, text.AsSpan(0, block.Index).Count('\n') + 2, block.Groups[1].Value);
    }

    // What stands for a server of the reader's.
    private bool NeedsServer => Code.Contains("://host/", StringComparison.Ordinal);

    /// <summary>Compiles the block and runs it in the current folder; one that reads from a server is compiled alone.</summary>
    /// <returns>What it wrote to the console.</returns>
    public async Task<string> RunAsync()
    {
        Assembly program = Compile();
        if (NeedsServer) return "";
        TextWriter console = Console.Out;
        using StringWriter written = new();
        Console.SetOut(written);
        try
        {
            object? result = program.EntryPoint!.Invoke(null,
                program.EntryPoint.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
            if (result is Task task) await task;
        }
        finally
        {
            Console.SetOut(console);
        }
        return written.ToString();
    }

    public override string ToString() => $"{Document}:{Line}";

    private Assembly Compile()
    {
        string usings = string.Concat(ImplicitUsings.Select(n => $"global using global::{n};\n"));
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        CSharpParseOptions language = new(LanguageVersion.Latest);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Document{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(usings, language), CSharpSyntaxTree.ParseText(Code, language)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        // The package Hep.Root.IO brings the generator to whoever pastes the block.
        CSharpGeneratorDriver.Create([new RootRecordGenerator().AsSourceGenerator()], parseOptions: language)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);

        string[] errors = [.. generated.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
            .Select(d => $"{Document}:{Line + d.Location.GetLineSpan().StartLinePosition.Line}: "
                + $"{d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];

        Assert.That(errors, Is.Empty);
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharpBlock();
}
