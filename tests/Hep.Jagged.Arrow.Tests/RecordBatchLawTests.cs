using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;

namespace Hep.Jagged.Arrow.Tests;

public sealed class RecordBatchLawTests
{
    [Test]
    public void A_record_batch_holds_what_the_columns_hold() => ForAll((batch, random) =>
    {
        using RecordBatch record = batch.ToRecordBatch();

        Assert.That(record.Length, Is.EqualTo(batch.EntryCount));
        Assert.That(Trees.Of(record), Is.EqualTo(Trees.Of(batch)));
        Assert.That(record.Arrays.Sum(a => a.NullCount), Is.Zero);
    });

    [Test]
    public void There_and_back_is_the_same() => ForAll((batch, random) =>
    {
        using RecordBatch record = batch.ToRecordBatch();
        using EntryBatch back = record.ToEntryBatch();

        AssertSame(back, batch);
    });

    // Clone copies each buffer into Arrow's own memory.
    [Test]
    public void Memory_of_any_other_origin_comes_back_the_same() => ForAll((batch, random) =>
    {
        EntryBatch back;
        using (RecordBatch record = batch.ToRecordBatch())
        using (RecordBatch copy = record.Clone())
            back = copy.ToEntryBatch();

        using (back) AssertSame(back, batch);
    });

    [Test]
    public void A_slice_of_a_record_batch_is_the_slice_of_the_columns() => ForAll((batch, random) =>
    {
        int start = random.Next(batch.EntryCount + 1), count = random.Next(batch.EntryCount - start + 1);
        using EntryBatch expected = batch.Slice(start, count);
        using RecordBatch record = batch.ToRecordBatch(), copy = record.Clone();
        using EntryBatch shared = record.Slice(start, count).ToEntryBatch(), copied = copy.Slice(start, count).ToEntryBatch();

        AssertSame(shared, expected);
        AssertSame(copied, expected);
    });

    [Test]
    public void Arrays_that_begin_anywhere_in_their_buffers_come_back_the_same() => ForAll((batch, random) =>
    {
        using RecordBatch record = batch.ToRecordBatch();
        RecordBatch shifted = new(record.Schema, record.Arrays.Select(a => ArrowArrayFactory.BuildArray(Shift(a.Data))), record.Length);
        using EntryBatch back = shifted.ToEntryBatch();

        AssertSame(back, batch);
    });

    // As polars and awkward write lists and text.
    [Test]
    public void Lists_and_text_with_offsets_of_64_bits_come_back_the_same() => ForAll((batch, random) =>
    {
        int start = random.Next(batch.EntryCount + 1), count = random.Next(batch.EntryCount - start + 1);
        using EntryBatch expected = batch.Slice(start, count);
        using RecordBatch record = batch.ToRecordBatch();
        ArrayData[] wide = [.. record.Arrays.Select(a => Widen(a.Data))];
        Field[] fields = [.. record.Schema.FieldsList.Select((f, i) => new Field(f.Name, wide[i].DataType, false, f.Metadata))];
        RecordBatch widened = new(new Apache.Arrow.Schema(fields, null), wide.Select(ArrowArrayFactory.BuildArray), record.Length);
        using EntryBatch back = widened.ToEntryBatch(), slice = widened.Slice(start, count).ToEntryBatch();

        AssertSame(back, batch);
        AssertSame(slice, expected);
    });

    [Test]
    public void A_schema_comes_back_the_same() => ForAll((batch, random) =>
        Assert.That(batch.Schema.ToArrowSchema().ToSchema(), Is.EqualTo(batch.Schema)));

    private static void ForAll(Action<EntryBatch, Random> law) =>
        Gen.Int.Sample(seed =>
        {
            Random random = new(seed);
            using EntryBatch batch = RandomBatches.Make(random);
            law(batch, random);
        }, iter: 300);

    internal static void AssertSame(EntryBatch back, EntryBatch batch)
    {
        Assert.That(back.Schema, Is.EqualTo(batch.Schema));
        Assert.That(back.EntryCount, Is.EqualTo(batch.EntryCount));
        for (int i = 0; i < batch.Columns.Count; i++)
            for (int level = 0; level < batch.Columns[i].Schema.OffsetLevels; level++)
                Assert.That(back.Columns[i].Offsets(level).ToArray(), Is.EqualTo(batch.Columns[i].Offsets(level).ToArray()));
        Assert.That(Trees.Of(back), Is.EqualTo(Trees.Of(batch)));
    }

    // The same array, and at each level the same elements stand once more before those that it shows.
    private static ArrayData Shift(ArrayData data)
    {
        ArrayData[] children = [.. (data.Children ?? []).Select(Shift)];
        IArrowArray array = ArrowArrayFactory.BuildArray(
            new ArrayData(data.DataType, data.Length, data.NullCount, data.Offset, data.Buffers, children));
        return ArrowArrayConcatenator.Concatenate([array, array]).Data.Slice(data.Length, data.Length);
    }

    private static ArrayData Widen(ArrayData data)
    {
        ArrayData[] children = [.. (data.Children ?? []).Select(Widen)];
        IArrowType type = data.DataType switch
        {
            ListType => new LargeListType(children[0].DataType),
            FixedSizeListType list => new FixedSizeListType(children[0].DataType, list.ListSize),
            StringType => LargeStringType.Default,
            BinaryType => LargeBinaryType.Default,
            var same => same,
        };
        ArrowBuffer[] buffers = [.. data.Buffers];
        if (data.DataType is ListType or StringType or BinaryType)
        {
            long[] offsets = System.Array.ConvertAll(MemoryMarshal.Cast<byte, int>(buffers[1].Span).ToArray(), o => (long)o);
            buffers[1] = new ArrowBuffer(MemoryMarshal.AsBytes<long>(offsets).ToArray());
        }
        return new ArrayData(type, data.Length, data.NullCount, data.Offset, buffers, children);
    }
}
