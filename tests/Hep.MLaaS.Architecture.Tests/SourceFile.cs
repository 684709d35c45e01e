using Hep.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hep.MLaaS.Architecture.Tests;

/// <summary>A source file: the room it stands in, the types it declares, and the names that may be types in its code.</summary>
internal sealed record SourceFile(string Path, string Room, IReadOnlyCollection<string> DeclaredTypes, IReadOnlyCollection<string> Names)
{
    public static IEnumerable<SourceFile> Of(string package)
    {
        string root = System.IO.Path.Combine(TestData.Repository, "src", package);
        foreach (string path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string relative = System.IO.Path.GetRelativePath(root, path).Replace('\\', '/');
            if (relative.StartsWith("obj/", StringComparison.Ordinal) || relative.StartsWith("bin/", StringComparison.Ordinal)) continue;
            string room = relative.Contains('/', StringComparison.Ordinal)
                ? relative[..relative.IndexOf('/', StringComparison.Ordinal)]
                : "";
            SyntaxNode code = CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Latest)).GetRoot();
            yield return new SourceFile(relative, room, [.. Declared(code)],
                [.. code.DescendantNodes().OfType<SimpleNameSyntax>().Where(MayBeType).Select(n => n.Identifier.Text).Distinct()]);
        }
    }

    private static IEnumerable<string> Declared(SyntaxNode code) =>
        code.DescendantNodes().Where(n => n.Parent is not TypeDeclarationSyntax)
            .Select(n => n switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                _ => "",
            })
            .Where(n => n.Length > 0);

    // What stands behind a dot is a member, what is called is a method, what is assigned in an initializer or named as
    // an argument is a member too.
    private static bool MayBeType(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == name,
        MemberBindingExpressionSyntax or InvocationExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
        AssignmentExpressionSyntax assignment => assignment.Left != name,
        _ => !name.Ancestors()
            .Any(a => a is UsingDirectiveSyntax || a is BaseNamespaceDeclarationSyntax space && space.Name.Contains(name)),
    };
}
