using System.Text;
using Hep.Jagged;

namespace Hep.Root.IO.Tests.Typed;

/// <summary>Each form of a member over the columns it can hold.</summary>
public sealed class RecordShapesTests
{
    [Test]
    public void Every_form_holds_its_entry()
    {
        using RecordBatch<EveryForm> batch = Columns().AsRecords<EveryForm>();

        EveryForm first = batch[0], second = batch[1];

        Assert.That((first.Flat, second.Flat), Is.EqualTo((1, 2)));
        Assert.That((first.List, second.List), Is.EqualTo((new[] { 1.5f, 2.5f }, Array.Empty<float>())));
        Assert.That((first.Memory.ToArray(), second.Memory.ToArray()), Is.EqualTo((Array.Empty<short>(), new short[] { 7 })));
        Assert.That((first.Nested, second.Nested), Is.EqualTo((new double[][] { [1], [], [2, 3] }, new double[][] { [4] })));
        Assert.That((first.Text, second.Text), Is.EqualTo(("H → ττ", "")));
        Assert.That((first.Texts, second.Texts), Is.EqualTo((Array.Empty<string>(), new[] { "a", "", "bc" })));
        Assert.That((first.Maybe, second.Maybe), Is.EqualTo(((bool?)true, (bool?)false)));
    }

    [Test]
    public void Views_show_every_form_without_a_copy()
    {
        using RecordBatch<EveryForm> batch = Columns().AsRecords<EveryForm>();
        List<string> seen = [];

        foreach (EveryForm.View e in batch)
        {
            string nested = "";
            foreach (ReadOnlySpan<double> list in e.Nested) nested += $"[{string.Join(",", list.ToArray())}]";
            seen.Add($"{e.Flat} {e.List.Length} {e.Memory.Length} {nested} {Encoding.UTF8.GetString(e.Text)} {e.Texts.Count} {e.Maybe}");
        }

        Assert.That(seen, Is.EqualTo(new[] { "1 2 0 [1][][2,3] H → ττ 0 True", "2 0 1 [4]  3 False" }));
    }

    [Test]
    public void Slices_of_a_batch_are_read_from_their_own_start()
    {
        using EntryBatch whole = Columns();
        using RecordBatch<EveryForm> batch = whole.Slice(1, 1).AsRecords<EveryForm>();

        EveryForm only = batch[0];

        Assert.That(only.Flat, Is.EqualTo(2));
        Assert.That(only.List, Is.Empty);
        Assert.That(only.Nested, Is.EqualTo(new double[][] { [4] }));
        Assert.That(only.Texts, Is.EqualTo(new[] { "a", "", "bc" }));
    }

    [Test]
    public void Lists_of_fixed_shapes_and_fixed_numbers_of_lists_are_lists_of_lists()
    {
        Dimension three = Dimension.Fixed(3), two = Dimension.Fixed(2), any = Dimension.Variable;
        double[][] listsOfTwo = Read(TypedColumns.Make("Nested", [any, two], 2, [0.0, 0, 0, 0, 1, 2, 3, 4], [0, 2, 4]));
        double[][] threeLists = Read(TypedColumns.Make("Nested", [three, any], 2, [9.0, 1, 2, 3], [0, 1, 1, 1, 2, 2, 4]));
        double[][] ofMatrices = Read(TypedColumns.Make("Nested", [any, two, two], 2, [0.0, 0, 0, 0, 1, 2, 3, 4], [0, 1, 2]));

        Assert.That(listsOfTwo, Is.EqualTo(new double[][] { [1, 2], [3, 4] }));
        Assert.That(threeLists, Is.EqualTo(new double[][] { [1], [], [2, 3] }));
        Assert.That(ofMatrices, Is.EqualTo(new double[][] { [1, 2, 3, 4] }));

        static double[][] Read(Column nested)
        {
            using RecordBatch<Patient> batch = TypedColumns.Batch(Column.Create("Flat", 1, 2), nested).AsRecords<Patient>();
            return batch[1].Nested;
        }
    }

    [Test]
    public void Columns_that_are_missing_give_their_defaults()
    {
        using RecordBatch<Patient> batch = TypedColumns.Batch(Column.Create("Flat", 1, 2)).AsRecords<Patient>();

        Patient second = batch[1];

        Assert.That((second.Flat, second.Iso, second.Count, second.Weight, second.List, second.Text),
            Is.EqualTo((2, -1f, 0, (float?)null, (float[]?)null, (string?)null)));
        Assert.That(second.Memory.Length, Is.Zero);
        Assert.That(second.Nested, Is.Empty);
        foreach (Patient.View e in batch)
            Assert.That((e.Iso, e.Weight, e.List.Length, e.Nested.Count, e.Text.Length), Is.EqualTo((-1f, (float?)null, 0, 0, 0)));
    }

    [Test]
    public void Columns_that_are_there_win_over_their_defaults()
    {
        using RecordBatch<Patient> batch = TypedColumns.Batch(
            Column.Create("Flat", 1), Column.Create("Iso", 0.5f), Column.Create("Weight", 2f),
            Column.CreateText("Text", "x"), Column.CreateJagged<float>("List", [1, 2])).AsRecords<Patient>();

        Patient only = batch[0];

        Assert.That((only.Iso, only.Weight, only.Text), Is.EqualTo((0.5f, (float?)2f, "x")));
        Assert.That(only.List, Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void A_batch_that_was_disposed_is_not_read()
    {
        RecordBatch<EveryForm> batch = Columns().AsRecords<EveryForm>();
        batch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _ = batch[0]);
        Assert.Throws<ObjectDisposedException>(() =>
        {
            foreach (EveryForm.View _ in batch) { }
        });
    }

    [Test]
    public void Places_outside_the_batch_are_refused()
    {
        using RecordBatch<EveryForm> batch = Columns().AsRecords<EveryForm>();

        Assert.Throws<ArgumentOutOfRangeException>(() => _ = batch[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = batch[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.CopyTo(1, new EveryForm[2]));
    }

    private static EntryBatch Columns() => TypedColumns.Batch(
        Column.Create("Flat", 1, 2),
        Column.CreateJagged<float>("List", [1.5f, 2.5f], []),
        Column.CreateJagged<short>("Memory", [], [7]),
        TypedColumns.Make("Nested", [Dimension.Variable, Dimension.Variable], 2, [1.0, 2, 3, 4], [0, 3, 4], [0, 1, 1, 3, 4]),
        Column.CreateText("Text", "H → ττ", ""),
        TypedColumns.Texts("Texts", [], ["a", "", "bc"]),
        Column.Create("Maybe", true, false));
}
