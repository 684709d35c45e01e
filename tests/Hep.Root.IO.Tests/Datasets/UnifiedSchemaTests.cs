using Hep.Jagged;
using Hep.Root.IO.Datasets;
using static Hep.Root.IO.Tests.Datasets.DatasetFileBuilder;

namespace Hep.Root.IO.Tests.Datasets;

public sealed class UnifiedSchemaTests
{
    private static readonly DatasetSource Plain = Source();

    [Test]
    public void Columns_stand_in_the_order_in_which_files_bring_them()
    {
        UnifiedSchema unified = new([File("a", Plain, 0, Flat("x"), Flat("y")), File("b", Plain, 0, Flat("z"), Flat("x"))]);

        Assert.That(unified.Schema.Select(c => c.Name), Is.EqualTo(new[] { "x", "y", "z" }));
    }

    [Test]
    public void A_column_takes_the_type_that_holds_it_in_every_file()
    {
        UnifiedSchema unified = new([File("a", Plain, 0, Flat("x", ElementType.Int32)), File("b", Plain, 0, Flat("x", ElementType.Float32)),
            File("c", Plain, 0, Flat("x", ElementType.Bool))]);

        Assert.That(unified.Get("x").Type, Is.EqualTo(ElementType.Float64));
    }

    [Test]
    public void A_missing_column_is_an_error_that_names_file_and_column_for_who_asks_for_it()
    {
        UnifiedSchema unified = new([File("a.root", Plain, 0, Flat("x"), Flat("HLT_X")), File("b.root", Plain, 0, Flat("x"))]);

        RootException refusal = Assert.Throws<RootException>(() => unified.Get("HLT_X"))!;

        Assert.That(refusal.File, Is.EqualTo("b.root"));
        Assert.That(refusal.Object, Is.EqualTo("HLT_X"));
        Assert.That(refusal.Message, Does.Contain("b.root").And.Contain("HLT_X").And.Contain("\"default\""));
        Assert.That(() => unified.Get("x"), Throws.Nothing);
    }

    [Test]
    public void A_default_stands_in_for_a_missing_column_of_its_source_alone()
    {
        ColumnSchema hlt = Flat("HLT_X", ElementType.Bool);
        DatasetFile first = File("a", Plain, 0, Flat("x"), hlt);

        UnifiedSchema given = new([first, File("b", Source(("HLT_X", 0)), 1, Flat("x"))]);
        UnifiedSchema lacking = new([first, File("b", Source(("HLT_X", 0)), 1, Flat("x")), File("c", Plain, 2, Flat("x"))]);

        Assert.That(given.Get("HLT_X"), Is.EqualTo(hlt));
        Assert.That(() => lacking.Get("HLT_X"), Throws.TypeOf<RootException>().With.Property("File").EqualTo("c"));
    }

    [Test]
    public void A_default_that_the_type_cannot_hold_is_refused()
    {
        UnifiedSchema unified = new([File("a", Plain, 0, Flat("n", ElementType.Int32)), File("b", Source(("n", 0.5)), 1)]);

        Assert.That(() => unified.Get("n"), Throws.TypeOf<RootException>().With.Message.Contains("0.5").And.Message.Contains("int32"));
    }

    [Test]
    public void A_default_of_a_column_that_no_file_has_makes_one()
    {
        UnifiedSchema unified = new([File("a", Source(("new", 3)), 0, Flat("x"))]);

        Assert.That(unified.Get("new"), Is.EqualTo(new ColumnSchema("new", ElementType.Float64)));
    }

    [Test]
    public void Files_without_entries_take_no_part_where_others_have_some()
    {
        DatasetFile full = File("full", Plain, 0, Flat("x"), Flat("y", ElementType.Int32));
        DatasetFile empty = File("empty", Plain, 0, Flat("x", ElementType.Bytes), Flat("z")) with { EntryCount = 0, End = 0 };

        UnifiedSchema unified = new([empty, full]), nothing = new([empty]);

        Assert.That(unified.Schema.Select(c => c.Name), Is.EqualTo(new[] { "x", "y" }));
        Assert.That(unified.Get("x").Type, Is.EqualTo(ElementType.Float32));
        Assert.That(unified.Get("y").Type, Is.EqualTo(ElementType.Int32));
        Assert.That(nothing.Get("z").Type, Is.EqualTo(ElementType.Float32));
    }

    [Test]
    public void Types_and_shapes_that_nothing_holds_are_refused()
    {
        DatasetFile first = File("a", Plain, 0, Flat("x", ElementType.Int64), Flat("y"),
            new ColumnSchema("z", ElementType.Float32, Dimension.Fixed(3)));
        UnifiedSchema unified = new([first,
            File("b", Plain, 0, Flat("x"), new ColumnSchema("y", ElementType.Float32, Dimension.Variable),
                new ColumnSchema("z", ElementType.Float32, Dimension.Fixed(4)))]);

        foreach (string column in (string[])["x", "y", "z"])
            Assert.That(() => unified.Get(column),
                Throws.TypeOf<RootException>().With.Message.Contains($"'{column}'").And.Property("File").EqualTo("b"));
    }

    private static ColumnSchema Flat(string name, ElementType type = ElementType.Float32) => new(name, type);
}
