using Apache.Arrow;
using Apache.Arrow.Types;

namespace Hep.Jagged.Arrow.Tests;

/// <summary>Record batches whose parts lie about each other, or hold what columns cannot.</summary>
public sealed class HostileRecordBatchTests
{
    private static readonly ArrowBuffer None = ArrowBuffer.Empty;
    private static readonly FloatType Float = FloatType.Default;
    private static readonly ListType Lists = new(Float);
    private static readonly FixedSizeListType Pairs = new(Float, 2);

    private static IEnumerable<TestCaseData> Broken =>
    [
        Case("Offsets_descend", List([0, 2, 1]), "ascend"),
        Case("Offsets_begin_below_0", List([-1, 1, 3]), "ascend"),
        Case("Offsets_pass_the_elements", List([0, 2, 4]), "ascend"),
        Case("Offsets_are_too_few", List([0, 2]), "too short"),
        Case("Offsets_are_not_there", new ArrayData(Lists, 2, 0, 0, [None], [Floats(3)]), "lacks buffer 1"),
        Case("Buffers_are_not_there", new ArrayData(Lists, 2, 0, 0, null, [Floats(3)]), "lacks buffer 1"),
        Case("Elements_are_not_there", new ArrayData(Lists, 2, 0, 0, [None, Buffer(0, 1, 2)], null), "no elements"),
        Case("Values_are_too_few", new ArrayData(Float, 2, 0, 0, [None, Buffer(1)], null), "too short"),
        Case("Values_behind_an_offset_are_too_few", new ArrayData(Float, 2, 0, 1, [None, Buffer(1, 2)], null), "too short"),
        Case("An_offset_is_negative", new ArrayData(Float, 2, 0, -1, [None, Buffer(1, 2)], null), "asked for"),
        Case("An_offset_is_beyond_everything", new ArrayData(Float, 2, 0, int.MaxValue, [None, Buffer(1, 2)], null), "asked for"),
        Case("Elements_have_a_negative_length",
            new ArrayData(Lists, 2, 0, 0, [None, Buffer(0, 0, 0)], [new ArrayData(Float, -3, 0, 0, [None, None], null)]), "ascend"),
        Case("Entries_are_too_many", new ArrayData(Float, 3, 0, 0, [None, Buffer(1, 2, 3)], null), "3 entries"),
        Case("Fixed_lists_lack_elements", new ArrayData(Pairs, 2, 0, 0, [None], [Floats(3)]), "lists of 2"),
        Case("Fixed_lists_have_another_size",
            new ArrayData(new FixedSizeListType(Float, 1), 2, 0, 0, [None], [Floats(4)]), "lists of 2", Pairs),
        Case("Values_have_another_type", new ArrayData(Int32Type.Default, 2, 0, 0, [None, Buffer(1, 2)], null), "int32", Float),
        Case("Levels_are_others", List([0, 1, 2]), "list", Float),
        Case("Lists_are_numbers", Floats(2), "type float", Lists),
        Case("Lists_of_one_length_vary", List([0, 1, 2]), "type list", Pairs),
        Case("Long_offsets_descend", LongList([0, 2, 1]), "ascend"),
        Case("Long_offsets_begin_below_0", LongList([-1, 1, 3]), "ascend"),
        Case("Long_offsets_pass_the_elements", LongList([0, 2, 1L << 40]), "ascend"),
        Case("Long_offsets_pass_them_in_between", LongList([0, (1L << 32) + 1, 2]), "ascend"),
        Case("Long_offsets_are_too_few", LongList([0, 2]), "too short"),
        Case("Text_passes_its_bytes", new ArrayData(StringType.Default, 2, 0, 0, [None, Buffer(0, 1, 9), Buffer(0)], null), "ascend"),
        Case("Text_has_no_bytes", new ArrayData(StringType.Default, 2, 0, 0, [None, Buffer(0, 1, 2)], null), "lacks buffer 2"),
        Case("Bits_are_too_few", new ArrayData(BooleanType.Default, 2, 0, 7, [None, new ArrowBuffer(new byte[1])], null), "too short"),
        Case("Bits_of_nulls_are_too_few",
            new ArrayData(Float, 2, 1, 7, [new ArrowBuffer(new byte[1]), new ArrowBuffer(new byte[64])], null), "too short"),
        Case("Nulls_are_told_of_without_bits", new ArrayData(Float, 2, 1, 0, [None, Buffer(1, 2)], null), "too short"),
    ];

    [TestCaseSource(nameof(Broken))]
    public void What_is_not_sound_is_refused(ArrayData data, string reason, IArrowType type) =>
        Assert.That(() => Record(data, type).ToEntryBatch(),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("'x'").And.Message.Contains(reason));

    [Test]
    public void Nulls_are_refused_with_the_column_and_what_to_do()
    {
        FloatArray values = new FloatArray.Builder().Append(1).AppendNull().Build();
        StringArray texts = new StringArray.Builder().AppendNull().Append("a").Build();
        ListArray.Builder lists = new(Float);
        lists.Append();
        ((FloatArray.Builder)lists.ValueBuilder).Append(1);
        lists.AppendNull();
        ListArray.Builder within = new(Float);
        within.Append();
        ((FloatArray.Builder)within.ValueBuilder).Append(1).AppendNull();
        within.Append();

        foreach (IArrowArray array in (IArrowArray[])[values, texts, lists.Build(), within.Build()])
            Assert.That(() => Record(array.Data, array.Data.DataType).ToEntryBatch(), Throws.InstanceOf<PipelineException>()
                .With.Message.Contains("'x' holds 1 nulls").And.Message.Contains("fill them"), array.GetType().Name);
    }

    [Test]
    public void Nulls_outside_of_a_slice_are_in_nobodys_way()
    {
        FloatArray values = new FloatArray.Builder().AppendNull().Append(1).Append(2).AppendNull().Build();
        Schema schema = new([new("x", ElementType.Float32)]);

        using EntryBatch slice = new RecordBatch(schema.ToArrowSchema(), [values], 4).Slice(1, 2).ToEntryBatch();

        Assert.That(slice.Get<float>("x").Values.ToArray(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void An_empty_list_array_needs_no_offsets()
    {
        ArrayData empty = new(Lists, 0, 0, 0, [None, None], [Floats(0)]);
        RecordBatch record = new(new Apache.Arrow.Schema([new Field("x", Lists, true)], null), [ArrowArrayFactory.BuildArray(empty)], 0);

        using EntryBatch batch = record.ToEntryBatch();

        Assert.That(batch["x"].Offsets(0).ToArray(), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void A_record_batch_that_lacks_a_column_of_its_schema_is_refused()
    {
        Schema schema = new([new("x", ElementType.Float32)]);

        Assert.That(() => new RecordBatch(schema.ToArrowSchema(), [], 2).ToEntryBatch(),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("'x'"));
    }

    [Test]
    public void Identities_are_taken_over_or_count_from_0()
    {
        using RecordBatch record = Record(Floats(2), Float);
        EntrySource source = new(Guid.NewGuid(), "Events");

        using EntryBatch numbered = record.ToEntryBatch(), known = record.ToEntryBatch(EntryIdentities.Range(source, 7, 2));

        Assert.That(numbered.Identities.Entries.ToArray(), Is.EqualTo(new[] { 0L, 1 }));
        Assert.That(known.Identities.Entries.ToArray(), Is.EqualTo(new[] { 7L, 8 }));
        Assert.That(known.Identities.SourceOf(1), Is.EqualTo(source));
        Assert.That(() => record.ToEntryBatch(EntryIdentities.Range(source, 0, 3)), Throws.ArgumentException);
    }

    private static RecordBatch Record(ArrayData data, IArrowType type) =>
        new(new Apache.Arrow.Schema([new Field("x", type, true)], null), [new Stored(data)], 2);

    private static TestCaseData Case(string name, ArrayData data, string reason, IArrowType? type = null) =>
        new TestCaseData(data, reason, type ?? data.DataType).SetArgDisplayNames(name);

    private static ArrayData List(int[] offsets) => new(Lists, 2, 0, 0, [None, Buffer(offsets)], [Floats(3)]);

    private static ArrayData LongList(long[] offsets) => new(new LargeListType(Float), 2, 0, 0,
        [None, new(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(offsets).ToArray())], [Floats(3)]);

    private static ArrayData Floats(int count) => new(Float, count, 0, 0, [None, Buffer(new int[count])], null);

    private static ArrowBuffer Buffer(params int[] values) =>
        new(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(values).ToArray());

    // Arrow's own arrays refuse some of this themselves.
    private sealed class Stored(ArrayData data) : Apache.Arrow.Array(data)
    {
        public override void Accept(IArrowArrayVisitor visitor) => throw new NotSupportedException();
    }
}
