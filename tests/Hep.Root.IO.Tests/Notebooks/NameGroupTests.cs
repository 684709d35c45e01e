namespace Hep.Root.IO.Tests.Notebooks;

/// <summary>Names that begin alike.</summary>
public sealed class NameGroupTests
{
    [Test]
    public void Few_names_are_one_group() =>
        Assert.That(Group(Enumerable.Range(0, 24).Select(i => $"Jet_{i}")), Is.EqualTo("24"));

    [Test]
    public void Many_names_are_grouped_by_what_stands_before_the_first_separator() =>
        Assert.That(
            Group(["run", .. Many("Jet_", 10), "MET_pt", .. Many("Muon_", 10), .. Many("Evt/trks.", 5)]),
            Is.EqualTo("2 Jet_(10) Muon_(10) Evt/(5)"));

    [Test]
    public void What_all_names_have_in_common_makes_no_group() =>
        Assert.That(
            Group([.. Many("Evt/hits/hits.", 20), .. Many("Evt/trks/trks.", 20), "Evt/id"]),
            Is.EqualTo("1 Evt/hits/(20) Evt/trks/(20)"));

    [Test]
    public void Large_groups_have_groups() =>
        Assert.That(
            Group([.. Many("a", 2), .. Many("HLT_Ele_", 20), .. Many("HLT_Mu_", 20)]),
            Is.EqualTo("2 HLT_(0 HLT_Ele_(20) HLT_Mu_(20))"));

    [TestCase(60, 0, ExpectedResult = 60)]
    [TestCase(61, 0, ExpectedResult = 40)]
    [TestCase(60, 9, ExpectedResult = 60)]
    [TestCase(61, 9, ExpectedResult = 0)]
    public int Many_names_that_stand_alone_are_not_all_shown(int alone, int grouped) =>
        NameGroup<string>.Of([.. Many("x", alone), .. Many("Jet_", grouped)], n => n).ShownCount;

    [Test]
    public void Nothing_is_lost_and_the_order_stays()
    {
        string[] names = [.. Many("A_", 30), "_", "", "/", "A_", .. Many("//_", 30), .. Many("A_b_", 30),
            .. Many(new string('/', 5_000), 30)];

        NameGroup<string> group = NameGroup<string>.Of(names, n => n);

        Assert.That(group.All, Is.EqualTo(names));
        Assert.That(Leaves(group).Order(StringComparer.Ordinal), Is.EqualTo(names.Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Many(string prefix, int count) => Enumerable.Range(0, count).Select(i => $"{prefix}{i}");

    private static IEnumerable<string> Leaves(NameGroup<string> group) => group.Alone.Concat(group.Groups.SelectMany(Leaves));

    private static string Group(IEnumerable<string> names) => Write(NameGroup<string>.Of([.. names], n => n));

    private static string Write(NameGroup<string> group) =>
        string.Join(' ', group.Groups.Select(g => $"{g.Prefix}({Write(g)})").Prepend($"{group.Alone.Count}"));
}
