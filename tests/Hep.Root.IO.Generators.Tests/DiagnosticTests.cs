namespace Hep.Root.IO.Generators.Tests;

/// <summary>What cannot be a record is told by the compiler, where it stands.</summary>
public sealed class DiagnosticTests
{
    [Test]
    public void A_record_that_is_not_partial_is_named()
    {
        Generation found = Generation.Of("[RootRecord] public record struct Event(float MET_pt);");

        Assert.That(found.Messages, Is.EqualTo(new[] { "HEP001: 'Event' must be declared partial: [RootRecord] writes its other part" }));
        Assert.That(found.Sources, Is.Empty);
    }

    [Test]
    public void A_type_around_the_record_that_is_not_partial_is_named()
    {
        Generation found = Generation.Of("public class Analysis { [RootRecord] public partial record Event(float MET_pt); }");

        Assert.That(found.Messages,
            Is.EqualTo(new[] { "HEP001: 'Analysis' must be declared partial: [RootRecord] writes its other part" }));
    }

    [TestCase("decimal X", "decimal")]
    [TestCase("DateTime X", "System.DateTime")]
    [TestCase("float[,] X", "float[*,*]")]
    [TestCase("float[][][] X", "float[][][]")]
    [TestCase("List<float> X", "System.Collections.Generic.List<float>")]
    [TestCase("ReadOnlyMemory<string> X", "System.ReadOnlyMemory<string>")]
    [TestCase("DateTime? X", "System.DateTime?")]
    public void A_member_that_no_column_fits_is_named_with_its_type(string member, string type)
    {
        Generation found = Generation.Of($"[RootRecord] public partial record Event({member});");

        Assert.That(found.Messages,
            Is.EqualTo(new[]
            {
                $"HEP002: 'X' is of type {type}, which no column has: "
                    + "use a number, bool, string, T?, T[], ReadOnlyMemory<T>, T[][] or string[]",
            }));
        Assert.That(found.Reports[0].Location.SourceSpan.Length, Is.EqualTo(1));
    }

    [TestCase("public partial record Event<T>(float X);", "generic")]
    [TestCase("public abstract partial record Event(float X);", "abstract")]
    [TestCase("public ref partial struct Event { public float X { get; set; } }", "a ref struct")]
    [TestCase("public static partial class Event;", "static")]
    public void What_is_no_plain_type_is_no_record(string declaration, string kind)
    {
        Generation found = Generation.Of($"[RootRecord] {declaration}");

        Assert.That(found.Messages, Does.Contain($"HEP003: 'Event' is {kind}: a root record is a plain record, class or struct"));
        Assert.That(found.Sources, Is.Empty);
    }

    [TestCase("public partial record Event;")]
    [TestCase("public partial class Event { public float X { get; } public static float Y { get; set; } }")]
    public void A_record_without_columns_is_named(string declaration) =>
        Assert.That(Generation.Of($"[RootRecord] {declaration}").Messages,
            Is.EqualTo(new[] { "HEP004: 'Event' has neither parameters nor properties that can be set" }));

    [Test]
    public void A_member_with_a_name_of_the_generated_code_is_told_how_to_be_called() =>
        Assert.That(Generation.Of("[RootRecord] public partial record Event(float View);").Messages,
            Is.EqualTo(new[]
            {
                "HEP005: 'View' is a name that generated code needs: "
                    + "call it otherwise; of a column [RootColumn(\"View\")] gives the name",
            }));

    [TestCase("class ColumnWriter;", "ColumnWriter")]
    [TestCase("void ColumnReader() { }", "ColumnReader")]
    [TestCase("const int View = 1;", "View")]
    public void Whatever_else_has_a_name_of_the_generated_code_is_named(string declaration, string name)
    {
        Generation found = Generation.Of($"[RootRecord] public partial record Event(float X) {{ {declaration} }}");

        Assert.That(found.Messages.Single(), Does.StartWith($"HEP005: '{name}' is a name that generated code needs"));
        Assert.That(found.Sources, Is.Empty);
    }

    [Test]
    public void A_private_record_is_named() =>
        Assert.That(Generation.Of("public partial class Analysis { [RootRecord] private partial record Event(float MET_pt); }").Messages,
            Is.EqualTo(new[] { "HEP006: 'Event' is private or protected: make it, and the types around it, internal or public" }));

    [TestCase("public partial class Event(float[] pt) { public float First => pt[0]; }", "pt",
        "no property or field has its name, its type and a getter")]
    [TestCase("public partial class Event(int X) : Run(X); public class Run(int x) { int X => x; }", "X",
        "no property or field has its name, its type and a getter")]
    [TestCase("public partial class Event { public float X { set { } } }", "X", "no property or field has its name, its type and a getter")]
    [TestCase("public partial record Event(float[] X, [RootColumn(\"X\")] double[] Y);", "Y", "column 'X' is that of 'X' too")]
    public void A_record_that_can_be_read_alone_is_told_why(string declaration, string member, string why)
    {
        Generation found = Generation.Of($"[RootRecord] {declaration}");

        Assert.That(found.Messages, Is.EqualTo(new[] { $"HEP007: '{member}' is read, and keeps its record from being written: {why}" }));
        Assert.That(found.Sources.Single(), Does.Contain("IRootRecord<").And.Not.Contain("IWritableRootRecord"));
        Assert.That(found.Errors, Is.Empty);
    }

    [TestCase("Jet[][] X", "Jet[][]",
        "lists of lists of records are lists in a record of which there is a list, declare it as Jet[]")]
    [TestCase("List<Jet> X", "System.Collections.Generic.List<Jet>", "a list of records is an array, declare it as Jet[]")]
    [TestCase("ReadOnlyMemory<Jet> X", "System.ReadOnlyMemory<Jet>", "a list of records is an array, declare it as Jet[]")]
    [TestCase("Jet?[] X", "Jet?[]", "a list has no nulls, declare it as Jet[]")]
    [TestCase("Plain X", "Plain", "mark Plain with [RootRecord], so that its members are columns")]
    [TestCase("Plain[] X", "Plain[]", "mark Plain with [RootRecord], so that its members are columns")]
    [TestCase("Event[] X", "Event[]", "a record cannot be within itself, and Event would be")]
    [TestCase("Node X", "Node", "a record cannot be within itself, and Event would be")]
    [TestCase("[RootColumn(Optional = true)] Jet X", "Jet", "where its columns may be missing it is null, declare it as Jet?")]
    public void A_record_within_a_record_of_no_form_of_columns_is_told_what_to_do(string member, string type, string why)
    {
        Generation found = Generation.Of($"[RootRecord] public partial record Event({member}); "
            + "[RootRecord] public partial record struct Jet(float pt); public record Plain(float pt); "
            + "[RootRecord] public partial class Node { public Event[] Events { get; set; } = []; }");

        Assert.That(found.Messages, Does.Contain($"HEP008: 'X' is of type {type}: {why}"));
    }

    [TestCase("[RootShape(3)] float X")]
    [TestCase("[RootShape(3)] float[][] X")]
    [TestCase("[RootShape(3)] string[] X")]
    [TestCase("[RootShape(3, 0)] float[] X")]
    [TestCase("[RootShape] float[] X")]
    [TestCase("[RootShape(65536, 65537)] float[] X")]
    [TestCase("[RootShape(2147483647)] byte[] X")]
    public void A_shape_on_what_has_none_is_named(string member) =>
        Assert.That(Generation.Of($"[RootRecord] public partial record Event({member});").Messages.Single(),
            Does.StartWith("HEP009: 'X' has no fixed shape"));

    [TestCase("public partial record P<T>(P<P<T>> X);", "P<P<T>>")]
    [TestCase("public partial record P<T>(Q<P<T>> X); [RootRecord] public partial record Q<T>(P<Q<T>> X);", "Q<P<T>>")]
    [TestCase("public partial record Event(P<int>[] X); [RootRecord] public partial record P<T>(Q<P<T>> Y); "
        + "[RootRecord] public partial record Q<T>(P<Q<T>> Z);", "P<int>[]")]
    public void Generic_records_within_each_other_are_told_and_end(string declarations, string type) =>
        Assert.That(Generation.Of($"[RootRecord] {declarations}").Messages,
            Does.Contain($"HEP008: 'X' is of type {type}: a record is not generic, declare a plain one"));

    [Test]
    public async Task Records_that_lie_twice_in_each_other_are_parsed_once()
    {
        string levels = string.Concat(Enumerable.Range(1, 24)
            .Select(i => $"[RootRecord] public partial record L{i}(L{i - 1} A, L{i - 1} B); "));

        Generation found = await Task.Run(() => Generation.Of($"[RootRecord] public partial record L0(float X); {levels}"))
            .WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(found.Reports, Is.Empty);
    }

    [Test]
    public void Two_records_of_one_name_are_written()
    {
        Generation found = Generation.Of(
            "[RootRecord] public partial record Event([RootColumn(\"Jet_\")] A[] P, [RootColumn(\"Jet_\")] B[] Q); "
            + "[RootRecord] public partial record A(float X); [RootRecord] public partial record B(float Y);");

        Assert.That(found.Reports, Is.Empty);
        Assert.That(found.Errors, Is.Empty);
    }

    [Test]
    public void A_record_with_one_that_cannot_be_written_is_told_which()
    {
        Generation found = Generation.Of("[RootRecord] public partial record Event(Jet[] Jets); "
            + "[RootRecord] public partial class Jet(float x) { public float Y => x; }");

        Assert.That(found.Messages,
            Does.Contain("HEP007: 'Jets' is read, and keeps its record from being written: Jet cannot be written"));
        Assert.That(found.Errors, Is.Empty);
    }

    [Test]
    public void Writing_what_can_be_read_alone_does_not_compile()
    {
        const string Program = "class Program { System.Threading.Tasks.Task Write(RootFileWriter output, Event[] events) => "
            + "output.WriteTreeAsync(\"Events\", events); }";

        Assert.That(Generation.Of($"[RootRecord] public partial record Event(float X); {Program}").Errors, Is.Empty);
        Assert.That(Generation.Of($"[RootRecord] public partial class Event(float x) {{ public float Y => x; }} {Program}").Errors,
            Has.Count.EqualTo(1));
    }
}
