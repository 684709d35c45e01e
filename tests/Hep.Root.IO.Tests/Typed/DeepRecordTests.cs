using Hep.Jagged;

namespace Hep.Root.IO.Tests.Typed;

/// <summary>Records in a dozen of others.</summary>
public sealed class DeepRecordTests
{
    // Each level has four names, and each is sought in each of the level above: 16 million places where nothing is left out.
    [Test]
    public async Task Records_in_many_levels_are_found_at_once()
    {
        float found = await Task.Run(Read).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(found, Is.EqualTo(5));

        static float Read()
        {
            using RecordBatch<Level12> batch = TypedColumns.Batch(Column.Create(string.Concat(Enumerable.Repeat("A.", 12)) + "X", 5f))
                .AsRecords<Level12>();
            return batch[0].A.A.A.A.A.A.A.A.A.A.A.A.X;
        }
    }
}

[RootRecord]
internal readonly partial record struct Level0(float X);

[RootRecord]
internal readonly partial record struct Level1(Level0 A);

[RootRecord]
internal readonly partial record struct Level2(Level1 A);

[RootRecord]
internal readonly partial record struct Level3(Level2 A);

[RootRecord]
internal readonly partial record struct Level4(Level3 A);

[RootRecord]
internal readonly partial record struct Level5(Level4 A);

[RootRecord]
internal readonly partial record struct Level6(Level5 A);

[RootRecord]
internal readonly partial record struct Level7(Level6 A);

[RootRecord]
internal readonly partial record struct Level8(Level7 A);

[RootRecord]
internal readonly partial record struct Level9(Level8 A);

[RootRecord]
internal readonly partial record struct Level10(Level9 A);

[RootRecord]
internal readonly partial record struct Level11(Level10 A);

[RootRecord]
internal readonly partial record struct Level12(Level11 A);
