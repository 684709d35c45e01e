using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class FoldTests
{
    [Test]
    public void Validation_parts_of_the_folds_hold_every_entry_once_and_training_parts_the_others() =>
        Gen.Select(Gen.Int[2, 12], Gen.Long, Gen.Int[0, 40].Array[1, 8]).Sample((folds, seed, sizes) =>
        {
            int[] all = [.. Enumerable.Range(0, sizes.Sum())];
            List<int> validated = [];
            foreach (EntrySplit split in new EntrySplit { Seed = seed }.IntoFolds(folds))
            {
                int[] validation = Read(sizes, split, SplitPart.Validation), training = Read(sizes, split, SplitPart.Training);
                if (!validation.Concat(training).Order().SequenceEqual(all)) return false;
                validated.AddRange(validation);
            }
            return validated.Order().SequenceEqual(all);
        }, iter: 60);

    [Test]
    public void Folds_are_equal_to_within_chance()
    {
        int[] sizes = [.. new EntrySplit { Seed = 2 }.IntoFolds(5).Select(s => Read([10_000], s, SplitPart.Validation).Length)];

        Assert.That(sizes, Is.All.EqualTo(2000).Within(160), "four standard deviations of 40");
    }

    [Test]
    public void The_fold_of_an_entry_does_not_depend_on_its_neighbours()
    {
        EntrySplit split = new EntrySplit { Seed = 9 }.IntoFolds(4)[2];

        int[] whole = Read([100], split, SplitPart.Validation);

        Assert.That(Read([7, 33, 60], split, SplitPart.Validation), Is.EqualTo(whole));
        Assert.That(Numbered.ReadAllAsync(Numbered.Stream([100]).ShuffleEntries(30, 1).SplitEntries(split, SplitPart.Validation))
            .GetAwaiter().GetResult(), Is.EquivalentTo(whole));
    }

    [Test]
    public void Folds_are_the_same_for_all_time() =>
        Assert.That(Read([20], new EntrySplit { Seed = 1 }.IntoFolds(3)[0], SplitPart.Validation),
            Is.EqualTo(new[] { 1, 9, 14, 16, 18, 19 }));

    [Test]
    public void Entries_that_agree_in_the_columns_given_are_in_one_fold()
    {
        int[] runs = [.. Enumerable.Range(0, 200).Select(i => i / 2)];
        using EntryBatch batch = FormulaEvents.Batch(Column.Create("run", runs));
        bool[] marks = new bool[200];

        foreach (EntrySplit split in new EntrySplit { By = ["run"] }.IntoFolds(5))
        {
            split.MarkValidation(batch, marks);
            Assert.That(marks.Chunk(2).All(pair => pair[0] == pair[1]), Is.True);
        }
    }

    [Test]
    public void A_fold_tells_what_it_is_and_has_no_other_share()
    {
        EntrySplit split = new EntrySplit().IntoFolds(4)[3];

        Assert.That((split.Fold, split.FoldCount, split.Validation), Is.EqualTo((3, 4, 0.25)));
        Assert.That(() => Numbered.Stream([1]).SplitEntries(split with { Validation = 0.5 }, SplitPart.Training),
            Throws.ArgumentException.With.Message.Contains("fold 3 of 4"));
        Assert.That(() => new EntrySplit().IntoFolds(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static int[] Read(int[] sizes, EntrySplit split, SplitPart part) =>
        Numbered.ReadAllAsync(Numbered.Stream(sizes).SplitEntries(split, part)).GetAwaiter().GetResult();
}
