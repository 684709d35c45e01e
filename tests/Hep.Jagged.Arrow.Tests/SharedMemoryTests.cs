using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.C;

namespace Hep.Jagged.Arrow.Tests;

[NonParallelizable]
public sealed class SharedMemoryTests
{
    private const int Many = 4001;                      // a size of memory that no other test has

    [Test]
    public void Numbers_offsets_and_text_are_the_memory_of_the_columns()
    {
        using Column pt = Column.CreateJagged("pt", [[1f, 2f], [], [3f]]), run = Column.Create("run", 5L, 6L, 7L),
            name = Column.CreateText("name", "a", "", "bc");
        using EntryBatch batch = new([pt.Share(), run.Share(), name.Share()], EntryIdentities.Range(EntrySource.None, 0, 3));
        using EntryBatch slice = batch.Slice(1, 2);

        using RecordBatch record = batch.ToRecordBatch(), part = slice.ToRecordBatch();

        ListArray lists = (ListArray)record.Column("pt");
        Assert.That(IsSame(lists.ValueOffsets, pt.Offsets(0)));
        Assert.That(IsSame(((FloatArray)lists.Values).Values, ((Column<float>)pt).Values));
        Assert.That(IsSame(((Int64Array)record.Column("run")).Values, ((Column<long>)run).Values));
        Assert.That(IsSame(((StringArray)record.Column("name")).ValueBuffer.Span, ((Column<byte>)name).Values));
        Assert.That(IsSame(((Int64Array)part.Column("run")).Values, ((Column<long>)run).Values[1..]));
        Assert.That(IsSame(((FloatArray)((ListArray)part.Column("pt")).Values).Values, ((Column<float>)pt).Values[2..]));
    }

    [Test]
    public void Columns_that_became_a_record_batch_come_back_without_a_copy()
    {
        using EntryBatch batch = Lists();
        using RecordBatch record = batch.ToRecordBatch();

        using EntryBatch back = record.ToEntryBatch(), slice = record.Slice(1, 1).ToEntryBatch();

        Assert.That(IsSame(back.Get<float>("pt").Values, batch.Get<float>("pt").Values));
        Assert.That(IsSame(back["pt"].Offsets(0), batch["pt"].Offsets(0)));
        Assert.That(IsSame(slice.Get<float>("pt").Values, batch.Get<float>("pt").Values[2..]));
    }

    [Test]
    public void Memory_goes_back_with_the_last_of_batch_and_record_batch([Values] bool batchFirst)
    {
        EntryBatch batch = Numbers();
        ref readonly double memory = ref batch.Get<double>("x").Values[0];
        RecordBatch record = batch.ToRecordBatch();
        IDisposable first = batchFirst ? batch : record, second = batchFirst ? record : batch;

        first.Dispose();
        first.Dispose();
        Assert.That(IsNextOfPool(in memory), Is.False);
        double[] held = batchFirst ? [.. ((DoubleArray)record.Column(0)).Values] : [.. batch.Get<double>("x").Values];
        second.Dispose();

        Assert.That(held, Is.All.EqualTo(0.5));
        Assert.That(IsNextOfPool(in memory), Is.True);
    }

    [Test]
    public void A_record_batch_that_cannot_be_made_holds_nothing()
    {
        using EntryBatch numbers = Numbers();
        ref readonly double memory = ref numbers.Get<double>("x").Values[0];
        EntryBatch batch = numbers.With(Column.Create("gone", new float[Many]));
        batch["gone"].Dispose();

        Assert.That(batch.ToRecordBatch, Throws.InstanceOf<ObjectDisposedException>());
        batch.Dispose();
        numbers.Dispose();

        Assert.That(IsNextOfPool(in memory), Is.True);
    }

    [Test]
    public void What_was_taken_from_a_record_batch_throws_after_it_was_disposed()
    {
        using EntryBatch batch = Lists();
        RecordBatch record = batch.ToRecordBatch();
        IArrowArray array = record.Column("pt");
        RecordBatch slice = record.Slice(0, 1), shared = record.SliceShared(0, 1);

        record.Dispose();

        Assert.That(() => ((ListArray)array).ValueOffsets.Length, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => slice.ToEntryBatch(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => shared.ToEntryBatch(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(batch.Get<float>("pt")[0].ToArray(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public unsafe void What_the_C_interface_was_given_lives_until_it_is_released()
    {
        EntryBatch batch = Numbers();
        ref readonly double memory = ref batch.Get<double>("x").Values[0];
        CArrowArray* exported = CArrowArray.Create();
        using (batch)
        using (RecordBatch record = batch.ToRecordBatch()) CArrowArrayExporter.ExportRecordBatch(record, exported);

        double* values = (double*)exported->children[0]->buffers[1];
        Assert.That(values == Unsafe.AsPointer(ref Unsafe.AsRef(in memory)));
        Assert.That(IsNextOfPool(in memory), Is.False);
        double last = values[Many - 1];
        CArrowArray.Free(exported);

        Assert.That(last, Is.EqualTo(0.5));
        Assert.That(IsNextOfPool(in memory), Is.True);
    }

    [Test]
    public void What_native_code_is_given_of_a_part_begins_at_the_part()
    {
        using EntryBatch batch = Lists();
        using RecordBatch record = batch.ToRecordBatch();
        ReadOnlyMemory<byte> values = ((FloatArray)((ListArray)record.Column("pt")).Values).ValueBuffer.Memory;

        using System.Buffers.MemoryHandle pinned = values[8..].Pin();

        unsafe { Assert.That(*(float*)pinned.Pointer, Is.EqualTo(3f)); }
    }

    [Test]
    public void Columns_of_one_collection_share_their_offsets_again()
    {
        Column pt = Column.CreateJagged("Jet_pt", [[1f, 2f], [3f]]), eta = Column.CreateJagged("Jet_eta", [[0f, 1f], [2f]]),
            muon = Column.CreateJagged("Muon_pt", [[7f, 8f], [9f]]), other = Column.CreateJagged("other", [[1], [2, 3]]),
            unnamed = Column.CreateJagged("unnamed", [[1], [2, 3]]);
        using EntryBatch batch = new([Counted(pt, "nJet"), Counted(eta, "nJet"), Counted(muon, "nMuon"), other, unnamed],
            EntryIdentities.Range(EntrySource.None, 0, 2));
        using RecordBatch record = batch.ToRecordBatch(), copy = record.Clone();

        using EntryBatch back = copy.ToEntryBatch();

        Assert.That(back["Jet_pt"].SharesOffsetsWith(back["Jet_eta"]));
        Assert.That(back["Jet_pt"].SharesOffsetsWith(back["Muon_pt"]), Is.False);      // another counter, equal only here
        Assert.That(back["other"].SharesOffsetsWith(back["unnamed"]));                 // no counter is named: equal is enough
        Assert.That(back["other"].SharesOffsetsWith(back["Jet_pt"]), Is.False);
    }

    [Test]
    public void A_buffer_beyond_two_gigabytes_is_refused() =>
        Assert.That(() => ColumnArrays.RequireBytes("x", 1L << 31), Throws.InstanceOf<PipelineException>().With.Message.Contains("'x'"));

    private static EntryBatch Lists() =>
        new([Column.CreateJagged("pt", [[1f, 2f], [3f]])], EntryIdentities.Range(EntrySource.None, 0, 2));

    private static EntryBatch Numbers()
    {
        SharedMemory<double> values = SharedMemory<double>.Rent(Many);
        values.Span.Fill(0.5);
        return new EntryBatch([new Column<double>(new ColumnSchema("x", ElementType.Float64), Many, values)],
            EntryIdentities.Range(EntrySource.None, 0, Many));
    }

    private static Column Counted(Column column, string counter)
    {
        using (column) return column.ShareAs(column.Schema with { Counter = counter });
    }

    private static bool IsSame<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other) =>
        one.Length == other.Length && Unsafe.AreSame(ref MemoryMarshal.GetReference(one), ref MemoryMarshal.GetReference(other));

    // The pool gives the memory that came back last.
    private static bool IsNextOfPool(ref readonly double memory)
    {
        using SharedMemory<double> next = SharedMemory<double>.Rent(Many);
        return Unsafe.AreSame(in MemoryMarshal.GetReference(next.Span), in memory);
    }
}
