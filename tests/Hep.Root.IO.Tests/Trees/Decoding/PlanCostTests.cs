using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Classes;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Trees.Decoding;

/// <summary>Few classes that hold or inherit from each other many times over: plans stay within bounds.</summary>
public sealed class PlanCostTests
{
    // Each class holds the next one twice: half a million objects, and not one column.
    [Test]
    public void Objects_without_columns_are_bounded()
    {
        const int depth = 18;
        StreamerInfo[] infos = [.. Enumerable.Range(0, depth).Select(i =>
            Class($"Y{i}", Member("a", 62, $"Y{i + 1}"), Member("b", 62, $"Y{i + 1}"))), Class($"Y{depth}")];
        NodePlanner planner = new(new StreamerInfos(infos));

        planner.Classes.PlanObject(CppType.Parse("Y0")!, LeafScope.Entry);

        Assert.That(planner.Slots.Leaves.Select(l => l.Why), Has.Some.Contains("more than"));
    }

    // Each class names the next one four times as its base, and none comes to the one that is declared.
    [Test]
    public void Bases_that_are_named_many_times_are_looked_at_once()
    {
        const int depth = 16;
        StreamerInfo[] infos = [Class("Point", Member("x", 3, "int")), Class($"X{depth}"), .. Enumerable.Range(0, depth).Select(i =>
            Class($"X{i}", [.. Enumerable.Repeat(Base($"X{i + 1}"), 4)]))];
        byte[] entry = new RecordBytes()
            .Frame(9, v => v.Int32(1).Int32(0x4000_0000 | (4 + 3 + 6)).Int32(0xFFFF_FFFF).Raw("X0\0"u8).Frame(1, _ => { })).ToArray();

        Task<string> refused = Task.Run(() =>
            Assert.Throws<RootException>(() => Decode("vector<Point*>", infos, entry))!.Message);

        Assert.That(refused.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(refused.Result, Does.Contain("class X0").And.Contain("Point"));
    }
}
