namespace Hep.Jagged.Tests;

public sealed class SplitEntriesTests
{
    [Test]
    public async Task The_parts_have_no_entry_in_common_and_lose_none()
    {
        (IBatchSource training, IBatchSource validation) = Numbered.Source(600, 400)
            .SplitEntries(new EntrySplit { Validation = 0.3, Seed = 5 });

        int[] first = await Numbered.ReadAllAsync(training.ReadAsync()), second = await Numbered.ReadAllAsync(validation.ReadAsync());

        Assert.That(first.Concat(second).Order(), Is.EqualTo(Enumerable.Range(0, 1000)));
        Assert.That(second, Has.Length.EqualTo(300).Within(45));
    }

    [Test]
    public async Task The_part_of_an_entry_does_not_depend_on_its_neighbours()
    {
        EntrySplit split = new() { Validation = 0.5, Seed = 1 };

        int[] whole = await Numbered.ReadAllAsync(Numbered.Stream([100]).SplitEntries(split, SplitPart.Validation));
        int[] batched = await Numbered.ReadAllAsync(Numbered.Stream([7, 33, 60]).SplitEntries(split, SplitPart.Validation));
        int[] cut = await Numbered.ReadAllAsync(Numbered.Stream([100]).Filter("n >= 50").SplitEntries(split, SplitPart.Validation));

        Assert.That(batched, Is.EqualTo(whole));
        Assert.That(cut, Is.EqualTo(whole.Where(n => n >= 50)));
    }

    [Test]
    public void Seed_file_and_tree_change_the_division()
    {
        bool[] reference = Marks(new EntrySource(Guid.Parse("00000000-0000-0000-0000-000000000001"), "Events"), 0);

        Assert.That(Marks(new EntrySource(Guid.Parse("00000000-0000-0000-0000-000000000001"), "Events") { Location = "elsewhere",
            DatasetSource = 3 }, 0), Is.EqualTo(reference));
        Assert.That(Marks(new EntrySource(Guid.Parse("00000000-0000-0000-0000-000000000002"), "Events"), 0), Is.Not.EqualTo(reference));
        Assert.That(Marks(new EntrySource(Guid.Parse("00000000-0000-0000-0000-000000000001"), "Other"), 0), Is.Not.EqualTo(reference));
        Assert.That(Marks(new EntrySource(Guid.Parse("00000000-0000-0000-0000-000000000001"), "Events"), 1), Is.Not.EqualTo(reference));

        static bool[] Marks(EntrySource source, long seed)
        {
            using EntryBatch batch = new([Column.Create("x", new float[64])], EntryIdentities.Range(source, 0, 64));
            bool[] marks = new bool[64];
            new EntrySplit { Validation = 0.5, Seed = seed }.MarkValidation(batch, marks);
            return marks;
        }
    }

    [Test]
    public void Entries_that_agree_in_the_columns_given_go_to_one_part_whatever_their_types()
    {
        int[] runs = [.. Enumerable.Range(0, 200).Select(i => i / 2)];
        string[] eras = Array.ConvertAll(runs, r => $"era{r}");
        using EntryBatch narrow = FormulaEvents.Batch(
            Column.Create("run", runs), Column.CreateText("era", eras), Column.Create("x", Array.ConvertAll(runs, r => r / 2f)));
        using EntryBatch wide = FormulaEvents.Batch(
            Column.Create("run", Array.ConvertAll(runs, r => (ulong)r)), Column.CreateText("era", eras),
            Column.Create("x", Array.ConvertAll(runs, r => r / 2.0)));
        EntrySplit split = new() { Validation = 0.5, By = ["run", "era", "x"] };
        bool[] first = new bool[200], second = new bool[200];

        split.MarkValidation(narrow, first);
        split.MarkValidation(wide, second);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(first.Chunk(2).All(pair => pair[0] == pair[1]), Is.True);
        Assert.That(first.Count(m => m), Is.EqualTo(100).Within(30));
    }

    [TestCase(0.0, 0)]
    [TestCase(1.0, 50)]
    public void All_or_nothing_is_a_division_too(double validation, int expected)
    {
        using EntryBatch batch = Numbered.Batch(0, 50);
        bool[] marks = new bool[50];

        new EntrySplit { Validation = validation }.MarkValidation(batch, marks);

        Assert.That(marks.Count(m => m), Is.EqualTo(expected));
    }
}
