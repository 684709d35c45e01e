using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hep.Root.IO.Generators.Tests;

/// <summary>What is generated compiles without a warning, for every form a record can have.</summary>
public sealed class GeneratedCodeTests
{
    [TestCase(
        "[RootRecord] public readonly partial record struct Event("
        + "float MET_pt, ReadOnlyMemory<float> Muon_pt, [RootColumn(\"Jet_pt\")] float[] JetPt);")]
    [TestCase(
        "[RootRecord] public sealed partial record Event(float A, [property: RootColumn(\"b.c/d\")] string B) "
        + "{ [RootColumn(\"c\")] public int[]? C { get; init; } }")]
    [TestCase(
        "[RootRecord] public partial class Event "
        + "{ public required float A { get; init; } public string B { get; set; } = \"\"; public double Twice => 2 * A; }")]
    [TestCase("[RootRecord] public partial struct Event { public float A { get; set; } }")]
    [TestCase("[RootRecord] public partial class Event(float[] a) { public float[] a { get; } = a; }")]
    [TestCase("namespace Outer.Inner; public static partial class Analysis { [RootRecord] internal partial record Event(float A); }")]
    [TestCase("[RootRecord] public partial record Event(int @class, float _x, float x, [RootColumn(\"a\\\"b\\\\c<d>&\")] bool Odd);")]
    [TestCase(
        "[RootRecord] public partial record Event([RootColumn(Optional = true)] float A = -1.5f, "
        + "[RootColumn(Optional = true)] double B = double.NaN, [RootColumn(Optional = true)] sbyte C = -3, "
        + "[RootColumn(Optional = true)] bool D = true, [RootColumn(Optional = true)] ulong E = ulong.MaxValue);")]
    [TestCase(
        "[RootRecord] public partial record Event("
        + "bool A, sbyte B, byte C, short D, ushort E, int F, uint G, long H, ulong I, float J, double K, string L);")]
    [TestCase(
        "[RootRecord] public partial record Event(bool? A, double? B, string? C, float[]? D, float[][]? E, string[]? F, "
        + "float[][] G, string[] H, byte[] I, ReadOnlyMemory<bool> J);")]
    [TestCase("[RootRecord] public partial record Event(string?[] A, string?[]? B);")]
    [TestCase("[RootRecord] public partial record Event(float[]?[] A, float[]?[]? B);")]
    [TestCase("public record Run(int Number); [RootRecord] public partial record Event(int Number, float A) : Run(Number);")]
    [TestCase(
        "public class Run(int number) { protected readonly int number = number; } "
        + "[RootRecord] public partial class Event(int number) : Run(number);")]
    public void Every_form_of_record_compiles_as_it_is(string code)
    {
        Generation found = Generation.Of(code);

        Assert.That(found.Reports, Is.Empty);
        Assert.That(found.Errors, Is.Empty, string.Join("\n", found.Sources));
        Assert.That(found.Sources.Single(), Does.Contain("IWritableRootRecord"));
    }

    [TestCase(
        "Jet Lead, Jet[] Jets, Jet? Second, Jet[]? Others, [RootShape(2)] float[] Pair, [RootShape(2, 2)] ReadOnlyMemory<int> Square")]
    [TestCase("Run Number, Run? Other, Run[] All, Run?[] Some, [RootColumn(\"Jet_\")] Jet[] ColumnSet")]
    [TestCase("Outer.Inner.Deep[] Deep, Box.Hit[] Hits, [RootColumn(Optional = true)] Jet[] @class")]
    public void Records_within_records_compile_as_they_are(string members)
    {
        Generation found = Generation.Of($"[RootRecord] public partial record Event({members}); "
            + "[RootRecord] public readonly partial record struct Jet(float pt, Run[] Runs); "
            + "[RootRecord] public partial record Run(int N); "
            + "namespace Outer.Inner { [RootRecord] public partial class Deep { public float X { get; set; } } } "
            + "public static partial class Box { [RootRecord] public partial record struct Hit(float[] List, string Name); }");

        Assert.That(found.Reports, Is.Empty);
        Assert.That(found.Errors, Is.Empty, string.Join("\n", found.Sources));
        Assert.That(found.Sources, Has.All.Contain("IWritableRootRecord"));
    }

    [Test]
    public void Two_records_of_one_name_stand_in_their_own_files()
    {
        Generation found = Generation.Of(
            "namespace A { [RootRecord] public partial record Event(float X); } "
            + "namespace B { [RootRecord] public partial record Event(float X); }");

        Assert.That(found.Errors, Is.Empty);
        Assert.That(found.Sources, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_change_elsewhere_generates_nothing_anew()
    {
        CSharpCompilation first = Generation.Compilation("[RootRecord] public partial record Event(float X);");
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new RootRecordGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true),
            parseOptions: (CSharpParseOptions)first.SyntaxTrees[0].Options).RunGenerators(first);

        driver = driver.RunGenerators(
            first.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other;", (CSharpParseOptions)first.SyntaxTrees[0].Options)));

        IncrementalStepRunReason[] reasons = [.. driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(s => s.Value)
            .SelectMany(s => s.Outputs).Select(o => o.Reason)];
        Assert.That(reasons, Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }
}
