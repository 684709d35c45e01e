using Hep.Jagged;
using Hep.Root.IO.Tests.Typed;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Records within records beside members whose columns are called as theirs could be.</summary>
public sealed class RivalRecordTests
{
    [Test]
    public async Task Member_that_is_called_as_a_column_of_a_record_could_be_keeps_its_own_column()
    {
        Assert.That(await ComeBackAsync(new RivalValue(new Energy(1), 2), TreeFormat.RNTuple),
            Is.EqualTo(new RivalValue(new Energy(1), 2)));
        Assert.That(await ComeBackAsync(new DottedRival(new Energy(1), 2), TreeFormat.TTree),
            Is.EqualTo(new DottedRival(new Energy(1), 2)));

        RivalList list = await ComeBackAsync(new RivalList([new(1), new(2)], [3]), TreeFormat.RNTuple);
        Assert.That((list.J, list.J_a), Is.EqualTo((new Energy[] { new(1), new(2) }, new[] { 3f })));
    }

    [Test]
    public async Task Record_that_is_called_as_one_within_a_record_could_be_keeps_its_own_columns()
    {
        RivalRecords written = new(new EnergyHolder(new Energy(1)), new Energy(2));

        Assert.That(await ComeBackAsync(written, TreeFormat.RNTuple), Is.EqualTo(written));
    }

    [Test]
    public void Column_that_only_other_members_are_called_by_is_that_of_the_record_too()
    {
        using RecordBatch<RivalValue> batch = TypedColumns.Batch(Column.Create("J_a", 3f)).AsRecords<RivalValue>();

        Assert.That(batch[0], Is.EqualTo(new RivalValue(new Energy(3), 3)));
    }

    private static async Task<T> ComeBackAsync<T>(T record, TreeFormat format) where T : IWritableRootRecord<T>
    {
        string path = Path.Combine(TestData.NewFolder(), "rivals.root");
        await using (RootFileWriter output = await RootFileWriter.CreateAsync(path))
        {
            await output.WriteTreeAsync("Events", [record], new() { Format = format });
            await output.CompleteAsync();
        }
        await using RootTree tree = await RootTree.OpenAsync($"{path}:Events");
        return await tree.ReadAsync<T>().SingleAsync();
    }
}

[RootRecord]
internal readonly partial record struct Energy(float a);

[RootRecord]
internal readonly partial record struct RivalValue(Energy J, float J_a);

[RootRecord]
internal readonly partial record struct DottedRival(Energy J, [RootColumn("J.a")] float Other);

[RootRecord]
internal readonly partial record struct RivalList(Energy[] J, float[] J_a);

[RootRecord]
internal readonly partial record struct EnergyHolder(Energy K);

[RootRecord]
internal readonly partial record struct RivalRecords(EnergyHolder J, Energy J_K);
