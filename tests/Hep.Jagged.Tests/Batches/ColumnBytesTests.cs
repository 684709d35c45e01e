namespace Hep.Jagged.Tests;

public sealed class ColumnBytesTests
{
    [Test]
    public void Values_and_offsets_count()
    {
        using EntryBatch batch = FormulaEvents.Batch(Column.Create("n", 1.0, 2.0, 3.0), Column.CreateJagged<float>("x", [1], [], [2, 3]),
            Column.CreateText("t", "ab", "", "cde"));

        Assert.That(batch.ColumnBytes, Is.EqualTo(3 * 8 + (4 * 4 + 3 * 4) + (4 * 4 + 5)));
    }

    [Test]
    public void What_columns_share_counts_once()
    {
        Column x = Column.CreateJagged<float>("x", [1], [], [2, 3]), y = Column.CreateJagged<double>("y", [1], [], [2, 3]);
        y.TryShareOffsets(x);
        using EntryBatch batch = FormulaEvents.Batch(x, y, x.Share("again"));

        Assert.That(batch.ColumnBytes, Is.EqualTo(4 * 4 + 3 * 4 + 3 * 8));
    }

    [Test]
    public void A_slice_counts_what_it_shows()
    {
        using EntryBatch whole = Numbered.Batch(0, 9), slice = whole.Slice(4, 2);

        Assert.That(slice.ColumnBytes, Is.EqualTo(2 * 4 + 3 * 4 + (1 + 2) * 4));
    }
}
