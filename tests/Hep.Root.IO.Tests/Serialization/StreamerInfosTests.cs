using Hep.Root.IO.Serialization;
using static Hep.Root.IO.Tests.Trees.Decoding.TestProgram;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Which layout of a class is found, and that many versions of one do not make it slow.</summary>
public sealed class StreamerInfosTests
{
    private static readonly StreamerInfo
        First = new("P", 2, 0x22, [Member("x", 3, "int")]),
        Again = new("P", 2, 0x23, [Member("y", 3, "int")]),
        Third = new("P", 3, 0x33, [Member("x", 3, "int")]),
        Only = new("Q", 1, 0x44, []);

    private static readonly StreamerInfos Infos = new([First, Again, Third, Only]);

    [Test]
    public void A_layout_is_found_by_checksum_then_by_version_then_as_the_only_one()
    {
        Assert.That(Infos.Find("P", 2, 0x33), Is.SameAs(Third));
        Assert.That(Infos.Find("P", 2, 0x23), Is.SameAs(Again));
        Assert.That(Infos.Find("P", 2, 0x99), Is.SameAs(First), "the first of a version that stands there twice");
        Assert.That(Infos.Find("P", 2), Is.SameAs(First));
        Assert.That(Infos.Find("P", 1), Is.Null);
        Assert.That(Infos.Find("Q", 0), Is.SameAs(Only));
        Assert.That(Infos.Find("Q", 2), Is.Null);
        Assert.That(Infos.Newest("P"), Is.SameAs(Third));
    }

    [Test]
    public void Versions_with_the_same_members_are_looked_for_once()
    {
        Assert.That(Infos.SameVersions(First), Does.Contain(3));
        Assert.That(Infos.SameVersions(Again), Does.Not.Contain(3));
        Assert.That(Infos.SameVersions(First), Is.SameAs(Infos.SameVersions(Third)));
    }

    // Objects name their version each: looked for one by one, so many versions of so many objects would take minutes.
    [Test]
    public void Finding_one_of_many_versions_takes_no_longer()
    {
        StreamerInfos infos = new(Enumerable.Range(2, 50_000).Select(v => new StreamerInfo("P", v, (uint)v, [])));
        Task find = Task.Run(() =>
        {
            for (int i = 0; i < 500_000; i++) infos.Find("P", 50_001);
        });

        Assert.That(find.Wait(TimeSpan.FromSeconds(10)), Is.True);
    }
}
