using Apache.Arrow;
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
}
