using System.Text.Json;
using Hep.Root.IO.Merging;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Graphs become one with all points, efficiencies one of what passed and everything.</summary>
public sealed class GraphMergeTests
{
    private static readonly string Graphs = TestData.Reference("corpus", "files", "graphs.root");
    private static readonly string Efficiency = TestData.Reference("corpus", "files", "uproot-issue38c.root");
    private const string EfficiencyName = "TEfficiencyName";

    [TestCase("tg")]
    [TestCase("tge")]
    [TestCase("tgae")]
    public async Task Points_stand_one_behind_the_other_with_their_errors(string name)
    {
        await using RootFile one = await RootFile.OpenAsync(Graphs);
        await using RootFile two = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, $"{Graphs}:{name}", $"{Graphs}:{name}"));
        RootGraph graph = RootGraph.Of(await one.ReadObjectAsync(name)), sum = RootGraph.Of(await two.ReadObjectAsync(name));

        Assert.That((sum.Object.ClassName, sum.Name, sum.Title), Is.EqualTo((graph.Object.ClassName, graph.Name, graph.Title)));
        Assert.That(graph.PointCount, Is.Positive);
        foreach ((string what, Func<RootGraph, double[]> values) in ((string, Func<RootGraph, double[]>)[])
            [("x", g => g.X.ToArray()), ("y", g => g.Y.ToArray()), ("x low", g => g.XErrorsLow.ToArray()),
                ("x high", g => g.XErrorsHigh.ToArray()), ("y low", g => g.YErrorsLow.ToArray()), ("y high", g => g.YErrorsHigh.ToArray())])
            Assert.That(values(sum), Is.EqualTo((double[])[.. values(graph), .. values(graph)]), what);
    }

    [Test]
    public async Task A_graph_that_is_alone_stays_as_it_was_but_for_functions()
    {
        string merged = await MergeFiles.MergeAsync(null, Graphs);
        await using RootFile one = await RootFile.OpenAsync(Graphs), two = await RootFile.OpenAsync(merged);

        Assert.That(two.Keys.Select(k => (k.Path, k.ClassName)),
            Is.EqualTo(one.Keys.Select(k => (k.Path, k.ClassName))).And.Exactly(3).Items);
        await foreach (RootDifference difference in new RootComparison(new(Graphs, null), new(merged, null)).CompareAsync())
            Assert.That(difference.Place, Is.EqualTo("fFunctions"), $"{difference}");
    }

    [TestCase("tg", "fX")]
    [TestCase("tgae", "fEYhigh")]
    public async Task Graphs_are_read_by_JSROOT(string name, string member)
    {
        await using RootFile one = await RootFile.OpenAsync(Graphs);
        JsonElement graph = await Jsroot.ReadAsync(await MergeFiles.MergeAsync(null, $"{Graphs}:{name}", $"{Graphs}:{name}"), name);
        double[] points = (await one.ReadObjectAsync(name)).Get<double[]>(member);

        Assert.That(graph.GetProperty("fNpoints").GetInt32(), Is.EqualTo(2 * points.Length));
        Assert.That(graph.GetProperty(member).EnumerateArray().Select(v => v.GetDouble()), Is.EqualTo(points.Concat(points)));
    }

    [Test]
    public async Task What_passed_and_everything_is_added_and_weights_become_one()
    {
        await using RootFile one = await RootFile.OpenAsync(Efficiency);
        string merged = await MergeFiles.MergeAsync(null, $"{Efficiency}:{EfficiencyName}", $"{Efficiency}:{EfficiencyName}");
        await using RootFile two = await RootFile.OpenAsync(merged);
        RootEfficiency first = RootEfficiency.Of(await one.ReadObjectAsync(EfficiencyName));
        RootEfficiency sum = RootEfficiency.Of(await two.ReadObjectAsync(EfficiencyName));

        Assert.That(sum.Passed.Cells.ToArray(), Is.EqualTo(first.Passed.Cells.ToArray().Select(c => 2 * c)));
        Assert.That(sum.Total.Cells.ToArray(), Is.EqualTo(first.Total.Cells.ToArray().Select(c => 2 * c)));
        Assert.That(first.Total.Cells.ToArray().Sum(), Is.Positive);
        Assert.That((sum.Name, sum.Title, sum.ConfidenceLevel, sum.Passed.ClassName),
            Is.EqualTo((first.Name, first.Title, first.ConfidenceLevel, first.Passed.ClassName)));
        Assert.That(sum.Object.Get<double>("fWeight"), Is.EqualTo(first.Object.Get<double>("fWeight") / 2));
        Assert.That(first.Object["fBeta_bin_params"] as object[], Has.Length.EqualTo(13), "priors of the bins, in pairs");
        Assert.That(sum.Object["fBeta_bin_params"], Is.EqualTo(first.Object["fBeta_bin_params"]));
    }

    [Test]
    public async Task Efficiencies_are_read_by_JSROOT()
    {
        await using RootFile one = await RootFile.OpenAsync(Efficiency);
        string merged = await MergeFiles.MergeAsync(null, $"{Efficiency}:{EfficiencyName}", $"{Efficiency}:{EfficiencyName}");
        RootEfficiency first = RootEfficiency.Of(await one.ReadObjectAsync(EfficiencyName));

        JsonElement sum = await Jsroot.ReadAsync(merged, EfficiencyName);

        Assert.That(sum.GetProperty("fTotalHistogram").GetProperty("fArray").EnumerateArray().Select(v => v.GetDouble()),
            Is.EqualTo(first.Total.Cells.ToArray().Select(c => 2 * c)));
        JsonElement prior = sum.GetProperty("fBeta_bin_params")[0];
        Assert.That((prior.GetProperty("first").GetDouble(), prior.GetProperty("second").GetDouble()), Is.EqualTo((-1.0, -2.0)));
        Assert.That(sum.GetProperty("fConfLevel").GetDouble(), Is.EqualTo(first.ConfidenceLevel));
        Assert.That(sum.GetProperty("fWeight").GetDouble(), Is.EqualTo(first.Object.Get<double>("fWeight") / 2));
    }

    [Test]
    public async Task Axis_titles_of_a_graph_stay_and_its_frame_is_made_anew_where_points_came()
    {
        RootObject frame = new("TH1F", 3), axis = new("TAxis", 10), graph = new("TGraph", 4);
        axis.Add("fName", "xaxis");
        axis.Add("fTitle", "p_{T} [GeV]");
        frame.Add("fName", "frame");
        frame.Add("fNcells", 3);
        frame.Add("fXaxis", axis);
        frame.Add("fArray", (float[])[0, 0, 0]);
        graph.Add("fName", "g");
        graph.Add("fBits", 1u << 19);
        graph.Add("fNpoints", 1);
        graph.Add("fX", (double[])[1]);
        graph.Add("fY", (double[])[2]);
        graph.Add("fHistogram", frame);
        string file = await MergeFiles.MakeAsync(TestData.NewFolder(), "g.root", output => output.WriteAsync("g", graph, default));

        foreach ((string[] files, bool isLonger) in ((string[], bool)[])[([file], false), ([file, file], true)])
        {
            await using RootFile merged = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, files));
            RootObject found = await merged.ReadObjectAsync("g");

            Assert.That(found.GetObject("fHistogram")!.GetObject("fXaxis")!.GetText("fTitle"), Is.EqualTo("p_{T} [GeV]"));
            Assert.That(found.GetNumber("fBits") & (1 << 17 | 1 << 19), Is.EqualTo(isLonger ? 1 << 17 : 1 << 19));
        }
    }

    [TestCase(0.75, 1, 3)]
    [TestCase(0.6, 1, 3, 3)]
    [TestCase(1, 1, -1)]
    public async Task Weights_of_efficiencies_become_one(double expected, params double[] weights)
    {
        await using RootFile file = await RootFile.OpenAsync(Efficiency);
        RootObject stored = await file.ReadObjectAsync(EfficiencyName);
        EfficiencyAddition addition = new();
        foreach (double weight in weights)
        {
            RootObject next = new(stored.ClassName, stored.Version);
            foreach ((string member, object? value) in stored.Members)
                next.Add(member, member switch { "fWeight" => weight, "fPassedHistogram" => Average((RootObject)value!), _ => value });
            addition.Add(next);
        }

        RootObject sum = addition.ToObjects().Single();

        Assert.That(sum.Get<double>("fWeight"), Is.EqualTo(expected).Within(1e-12));
        Assert.That(sum["fStatisticOption"], Is.Not.Null.And.EqualTo(stored["fStatisticOption"]));
        Assert.That(sum.GetObject("fPassedHistogram")!.GetNumber("fBits") & 1 << 18, Is.Zero, "kIsAverage");

        static RootObject Average(RootObject histogram) => MergedBits.Change(histogram, set: MergedBits.IsAverage, cleared: 0);
    }

    [Test]
    public async Task An_efficiency_of_one_histogram_is_refused()
    {
        await using RootFile file = await RootFile.OpenAsync(Efficiency);
        RootObject stored = await file.ReadObjectAsync(EfficiencyName), one = new(stored.ClassName, stored.Version);
        foreach ((string member, object? value) in stored.Members)
            one.Add(member, member == "fTotalHistogram" ? stored["fPassedHistogram"] : value);

        Assert.That(() => new EfficiencyAddition().Add(one),
            Throws.InstanceOf<RootException>().With.Message.StartsWith("What passed and everything are one histogram"));
    }

    [Test]
    public async Task An_efficiency_of_an_older_class_gets_what_ROOT_gives_a_new_one_and_no_other_priors()
    {
        await using RootFile file = await RootFile.OpenAsync(Efficiency);
        RootObject stored = await file.ReadObjectAsync(EfficiencyName), old = new("TEfficiency", 1), wrong = new("TEfficiency", 2);
        foreach ((string member, object? value) in stored.Members)
        {
            if (member is not ("fBeta_alpha" or "fBeta_beta" or "fConfLevel")) old.Add(member, value);
            wrong.Add(member, member == "fBeta_bin_params" ? (double[])[1, 2] : value);
        }
        string path = await MergeFiles.MakeAsync(TestData.NewFolder(), "e.root", output => output.WriteAsync("e", old, default));
        await using RootFile written = await RootFile.OpenAsync(path);
        RootObject found = await written.ReadObjectAsync("e");

        Assert.That((found["fBeta_alpha"], found["fBeta_beta"], found["fConfLevel"]), Is.EqualTo((1.0, 1.0, 0.682689492137)));
        Assert.That(() => MergeFiles.MakeAsync(TestData.NewFolder(), "w.root", output => output.WriteAsync("e", wrong, default)),
            Throws.InstanceOf<RootException>().With.Message.Contains("is no vector<pair<double,double> >"));
    }

    [Test]
    public void Points_that_no_object_holds_are_refused_as_they_come()
    {
        double[] points = new double[1 << 22];
        RootObject graph = new("TGraph", 4);
        graph.Add("fNpoints", points.Length);
        graph.Add("fX", points);
        graph.Add("fY", points);
        GraphAddition addition = new();
        for (int i = 0; i < 15; i++) addition.Add(graph);

        Assert.That(() => addition.Add(graph), Throws.InstanceOf<RootException>().With.Message.EqualTo(
            "With those of files before there are 67108864 points, and a TGraph of a ROOT file holds 67108863: leave files out, "
            + "or merge them into several."));
    }

    [Test]
    public void Points_that_lack_their_errors_are_refused()
    {
        RootObject graph = new("TGraphErrors", 3);
        graph.Add("fNpoints", 2);
        graph.Add("fX", (double[])[1, 2]);
        graph.Add("fY", (double[])[3, 4]);
        graph.Add("fEX", (double[])[1, 1]);
        graph.Add("fEY", (double[])[1]);

        Assert.That(() => new GraphAddition().Add(graph),
            Throws.InstanceOf<RootException>().With.Message.EqualTo("A TGraphErrors of 2 points has 1 fEY."));
    }
}
