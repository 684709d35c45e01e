using Apache.Arrow;
using Apache.Arrow.Types;
using ArrowSchema = Apache.Arrow.Schema;

namespace Hep.Jagged.Arrow.Tests;

public sealed class ArrowSchemaTests
{
    [Test]
    public void Levels_are_lists_and_the_counter_is_metadata()
    {
        Schema schema = new([
            new("run", ElementType.UInt32), new("name", ElementType.String), new("blob", ElementType.Bytes),
            new("Jet_pt", ElementType.Float32, Dimension.Variable, Dimension.Fixed(3)) { Counter = "nJet" }]);

        ArrowSchema arrow = schema.ToArrowSchema();

        Assert.That(arrow["run"].DataType, Is.InstanceOf<UInt32Type>());
        Assert.That(arrow["name"].DataType, Is.InstanceOf<StringType>());
        Assert.That(arrow["blob"].DataType, Is.InstanceOf<BinaryType>());
        ListType list = (ListType)arrow["Jet_pt"].DataType;
        FixedSizeListType three = (FixedSizeListType)list.ValueDataType;
        Assert.That((three.ListSize, three.ValueDataType), Is.EqualTo((3, FloatType.Default)));
        Assert.That(arrow["Jet_pt"].Metadata["hep.counter"], Is.EqualTo("nJet"));
        Assert.That(arrow.FieldsList.Select(f => f.IsNullable).Append(list.ValueField.IsNullable).Append(three.ValueField.IsNullable),
            Is.All.False);
    }

    private static IEnumerable<TestCaseData> Refused =>
    [
        new(new LargeListViewType(FloatType.Default), "cast it to list"),
        new(StringViewType.Default, "cast it to string"),
        new(new FixedSizeBinaryType(4), "cast it to binary"),
        new(new DictionaryType(Int32Type.Default, StringType.Default, false), "decode it"),
        new(new StructType([new Field("x", FloatType.Default, true)]), "flatten it"),
        new(new MapType(StringType.Default, FloatType.Default), "keys and its values"),
        new(HalfFloatType.Default, "cast it to float32"),
        new(new Decimal128Type(10, 2), "cast it to float64"),
        new(Date32Type.Default, "cast it to int32"),
        new(TimestampType.Default, "cast it to int64"),
        new(NullType.Default, "leave it out"),
        new(new ListType(new ListType(TimestampType.Default)), "cast it to int64"),
    ];

    [TestCaseSource(nameof(Refused))]
    public void A_type_that_no_column_has_is_refused_with_what_to_do(IArrowType type, string advice) =>
        Assert.That(() => new ArrowSchema([new Field("x", type, true)], null).ToSchema(),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("'x'").And.Message.Contains(advice));

    [Test]
    public void Names_that_columns_cannot_have_are_refused()
    {
        Field x = new("x", FloatType.Default, true), nameless = new("", FloatType.Default, true);

        Assert.That(() => new ArrowSchema([x, x], null).ToSchema(), Throws.InstanceOf<PipelineException>().With.Message.Contains("'x'"));
        Assert.That(() => new ArrowSchema([nameless], null).ToSchema(),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("no name"));
    }
}
