using Hep.Root.IO.Merging;
using static Hep.Root.IO.Tests.Merging.MadeHistograms;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>What passed and everything have the same bins, also once their axes were joined.</summary>
public sealed class EfficiencyAxesTests
{
    [Test]
    public void Axes_that_become_the_same_are_joined()
    {
        EfficiencyAddition sum = new();
        sum.Add(Efficiency(["mu", "e"], ["mu", "e"]));
        sum.Add(Efficiency(["tau", "mu"], ["tau", "mu"]));

        Assert.That(RootEfficiency.Of(sum.ToObjects()[0]).GetValues(), Is.EqualTo(new[] { 3 / 7.0, 2 / 4.0, 1 / 3.0 }).Within(1e-12));
    }

    [Test]
    public void Axes_that_become_different_are_refused()
    {
        EfficiencyAddition sum = new();
        sum.Add(Efficiency(["mu", "e"], ["mu", "e"]));

        Assert.That(() => sum.Add(Efficiency(["tau", "jet"], ["jet", "tau"])),
            Throws.InstanceOf<RootException>().With.Message.Contains("of what passed and of everything become different"));
    }

    [Test]
    public void Labels_of_one_of_the_two_are_refused([Values] bool isPassed) =>
        Assert.That(() => new EfficiencyAddition().Add(Efficiency(isPassed ? ["mu", "e"] : [], isPassed ? [] : ["mu", "e"])),
            Throws.InstanceOf<RootException>().With.Message.Contains("Axis xaxis has labels in one of the histograms"));

    private static RootObject Efficiency(string[] passed, string[] total)
    {
        RootObject made = new("TEfficiency", 2);
        made.Add("fName", "made");
        made.Add("fTitle", "Made");
        made.Add("fPassedHistogram", Of("TH1D", [Axis("xaxis", 2, 0, 2, passed)], [0, 1, 2, 0]));
        made.Add("fTotalHistogram", Of("TH1D", [Axis("xaxis", 2, 0, 2, total)], [0, 3, 4, 0]));
        return made;
    }
}
