using System.Text.Json;
using Hep.Root.IO.Merging;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;
using static Hep.Root.IO.Tests.Merging.MadeHistograms;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Histograms whose axes are not alike become one where their bins have places on one axis.</summary>
public sealed class JoinedAxisTests
{
    [Test]
    public async Task Bins_are_joined_by_their_labels_and_new_labels_stand_behind()
    {
        RootObject a = Of("TH1D", [Axis("xaxis", 2, 0, 2, "mu", "tau")], [1, 2, 3, 4], entries: 5, sums: 1);
        RootObject b = Of("TH1D", [Axis("xaxis", 3, 0, 3, "e", "mu", "jet")], [10, 20, 30, 40, 50], entries: 7, sums: 10);
        b.Add("fSumw2", (double[])[1, 2, 3, 4, 5]);

        RootHistogram sum = RootHistogram.Of(await SumAsync(a, b));

        Assert.That(sum.Axes[0].Labels, Is.EqualTo(new[] { "mu", "tau", "e", "jet" }));
        Assert.That(sum.Axes[0].Edges.ToArray(), Is.EqualTo(new double[] { 0, 1, 2, 3, 4 }));
        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 11, 32, 3, 20, 40, 54 }));
        Assert.That(sum.GetVariances(), Is.EqualTo(new double[] { 2 + 3, 3, 2, 4 }));
        Assert.That((sum.EntryCount, sum.Object.GetNumber("fNcells")), Is.EqualTo((12, 6)));
        Assert.That(SumsOf(sum.Object), Is.EqualTo(new double[] { 11, 22, 33, 44 }));
    }

    [Test]
    public async Task A_cut_flow_of_a_real_file_takes_the_steps_of_another()
    {
        const string Name = "AK4CategPresel_cutflow";
        string real = TestData.Reference("corpus", "files", "cms_ntuple_wjet.root");
        string made = await MergeFiles.MakeAsync(TestData.NewFolder(), "b.root", output => output.WriteAsync(
            Name, Of("TH1D", [Axis("xaxis", 3, 0, 3, "Other", "Weight", "Root")], [0, 1, 2, 3, 0], entries: 6), default));
        await using RootFile first = await RootFile.OpenAsync(real);
        await using RootFile merged = await RootFile.OpenAsync(await MergeFiles.MergeAsync(null, $"{real}:{Name}", made));

        RootHistogram one = await first.ReadHistogramAsync(Name), sum = await merged.ReadHistogramAsync(Name);

        Assert.That(one.Axes[0].Labels.Take(2), Is.EqualTo(new[] { "Root", "Weight" }));
        Assert.That(sum.Axes[0].Labels, Is.EqualTo(one.Axes[0].Labels.Append("Other")));
        Assert.That(sum.GetContents(), Is.EqualTo(one.GetContents().Select((c, bin) => c + (bin == 0 ? 3 : bin == 1 ? 2 : 0)).Append(1)));
    }

    [Test]
    public async Task Labels_in_another_order_are_joined_on_the_axis_of_the_first()
    {
        RootHistogram sum = RootHistogram.Of(await SumAsync(
            Of("TH1I", [Axis("xaxis", 2, 0, 2, "mu", "tau")], [0, 1, 2, 0]),
            Of("TH1I", [Axis("xaxis", 2, 0, 2, "tau", "mu")], [0, 10, 20, 0])));

        Assert.That(sum.Axes[0].Labels, Is.EqualTo(new[] { "mu", "tau" }));
        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 0, 21, 12, 0 }));
    }

    [Test]
    public async Task Empty_bins_that_nobody_called_take_new_labels()
    {
        RootHistogram sum = RootHistogram.Of(await SumAsync(
            Of("TH1D", [Axis("xaxis", 4, 0, 4, "mu")], [0, 1, 0, 0, 0, 0]),
            Of("TH1D", [Axis("xaxis", 4, 0, 4, "e", "mu")], [0, 1, 2, 0, 0, 0])));

        Assert.That(sum.Axes[0].Labels, Is.EqualTo(new[] { "mu", "e", "", "" }));
        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 0, 3, 1, 0, 0, 0 }));
    }

    [Test]
    public async Task An_empty_histogram_without_labels_goes_with_those_that_have_some([Values] bool isFirst)
    {
        RootObject empty = Of("TH1D", [Axis("xaxis", 5, 0, 10)], new double[7]);
        RootObject called = Of("TH1D", [Axis("xaxis", 2, 0, 2, "mu", "tau")], [1, 2, 3, 4], entries: 5);

        RootHistogram sum = RootHistogram.Of(await (isFirst ? SumAsync(empty, called) : SumAsync(called, empty)));

        Assert.That(sum.Axes[0].Labels, Is.EqualTo(new[] { "mu", "tau" }));
        Assert.That((sum.Cells.ToArray(), sum.EntryCount), Is.EqualTo((new double[] { 1, 2, 3, 4 }, 5)));
    }

    [TestCase(1, "e", "", "joined by their labels, and bin 2 here has contents and none")]
    [TestCase(0, "e", "e", "joined by their labels, and two bins here are called 'e'")]
    [TestCase(1, "", "", "2 bins without labels from 0 to 2")]
    public void Bins_with_contents_and_no_label_and_labels_that_stand_twice_are_refused(
        double content, string first, string second, string why)
    {
        string[] labels = first.Length == 0 ? [] : [first, second];

        Assert.That(() => SumAsync(Of("TH1D", [Axis("xaxis", 3, 0, 3, "mu", "tau", "e")], [0, 1, 2, 3, 0]),
                Of("TH1D", [Axis("xaxis", 2, 0, 2, labels)], [0, 1, content, 0])),
            Throws.InstanceOf<RootException>().With.Message.Contains(why)
                .And.Message.Contains("Axis xaxis has 2 bins").And.Message.Contains("and 3 bins with labels from 0 to 3 in files before"));
    }

    [Test]
    public async Task Ranges_of_one_grid_become_the_range_of_all()
    {
        RootObject a = Of("TH1F", [Axis("xaxis", 3, 0, 3)], [7, 1, 2, 3, 0], entries: 13, sums: 1);
        RootObject b = Of("TH1F", [Axis("xaxis", 4, 2, 6)], [0, 10, 20, 30, 40, 9], entries: 4, sums: 10);
        RootObject c = Of("TH1F", [Axis("xaxis", 1, 1, 2)], [0, 100, 0], entries: 1, sums: 100);
        a.Add("fSumw2", (double[])[1, 2, 3, 4, 0]);

        RootHistogram sum = RootHistogram.Of(await SumAsync(a, b, c));

        Assert.That(sum.Axes[0].Edges.ToArray(), Is.EqualTo(new double[] { 0, 1, 2, 3, 4, 5, 6 }));
        Assert.That(sum.Cells.ToArray(), Is.EqualTo(new double[] { 7, 1, 102, 13, 20, 30, 40, 9 }));
        Assert.That(sum.GetVariances(), Is.EqualTo(new double[] { 2, 103, 14, 20, 30, 40 }));
        Assert.That((sum.EntryCount, sum.Object.GetNumber("fNcells")), Is.EqualTo((18, 8)));
        Assert.That(SumsOf(sum.Object), Is.EqualTo(new double[] { 111, 222, 333, 444 }));
    }

    [Test]
    public async Task A_range_that_grows_below_is_shown_whole_again()
    {
        RootObject axis = Axis("xaxis", 3, 0.3, 0.6);
        axis.Add("fFirst", 2);
        axis.Add("fLast", 3);
        axis.Add("fBits", (uint)(1 << 11 | 1 << 20));

        RootObject sum = await SumAsync(Of("TH1D", [axis], [0, 1, 2, 3, 0]), Of("TH1D", [Axis("xaxis", 2, -0.1, 0.1)], [5, 1, 1, 0]));

        RootObject found = sum.GetObject("fXaxis")!;
        Assert.That((found.GetNumber("fFirst"), found.GetNumber("fLast"), found.GetNumber("fBits") & (1 << 11 | 1 << 20)),
            Is.EqualTo((0, 0, 1 << 20)));
        Assert.That(RootHistogram.Of(sum).Cells.ToArray(), Is.EqualTo(new double[] { 5, 1, 1, 0, 0, 1, 2, 3, 0 }));
        Assert.That((found.Get<double>("fXmin"), found.Get<double>("fXmax")), Is.EqualTo((-0.1, 0.6)));
    }

    [TestCase("overflow", "what is in the overflow in files before")]
    [TestCase("underflow", "what is in the underflow here")]
    [TestCase("width", "4 bins without labels from 0 to 3")]
    [TestCase("grid", "3 bins without labels from 0.5 to 3.5")]
    [TestCase("edges", "where an edge is at 1 and not at 2")]
    [TestCase("far", "Together they have 1000000003 bins")]
    public void Ranges_that_do_not_become_one_are_told_with_both_axes(string what, string why)
    {
        RootObject a = Of("TH1D", [Axis("xaxis", 3, 0, 3)], [0, 1, 1, 1, what == "overflow" ? 1 : 0]), b = what switch
        {
            "overflow" => Of("TH1D", [Axis("xaxis", 4, 0, 4)], new double[6]),
            "underflow" => Of("TH1D", [Axis("xaxis", 3, 1, 4)], [1, 0, 0, 0, 0]),
            "width" => Of("TH1D", [Axis("xaxis", 4, 0, 3)], new double[6]),
            "grid" => Of("TH1D", [Axis("xaxis", 3, 0.5, 3.5)], new double[5]),
            "far" => Of("TH1D", [Axis("xaxis", 3, 1e9, 1e9 + 3)], new double[5]),
            _ => Of("TH1D", [Edged("xaxis", 0, 2, 2.5, 3)], new double[5]),
        };

        Assert.That(() => SumAsync(a, b), Throws.InstanceOf<RootException>().With.Message.Contains(why).And.Message.Contains("b.root")
            .And.Message.Contains("Axis xaxis has").And.Message.Contains("3 bins without labels from 0 to 3 in files before"));
    }

    [Test]
    public async Task Each_axis_is_joined_for_itself()
    {
        RootObject a = Of("TH2D", [Axis("xaxis", 1, 0, 1), Axis("yaxis", 2, 0, 2, "mu", "e")], [0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0]);
        RootObject b = Of("TH2D", [Axis("xaxis", 2, 0, 2), Axis("yaxis", 1, 0, 1, "e")], [0, 3, 0, 0, 0, 10, 20, 0, 0, 0, 0, 0]);

        RootHistogram sum = RootHistogram.Of(await SumAsync(a, b));

        Assert.That(sum.Axes.Select(x => x.BinCount), Is.EqualTo(new[] { 2, 2 }));
        Assert.That(sum.GetContents(), Is.EqualTo(new double[] { 1, 0, 12, 20 }));
        Assert.That(sum[0, -1], Is.EqualTo(3), "what is below in y");
    }

    [Test]
    public async Task Ranges_of_three_axes_become_one_corner_to_corner()
    {
        double[] cells = new double[27];
        cells[13] = 1;
        RootObject At(double low) => Of("TH3D",
            [.. ((string[])["xaxis", "yaxis", "zaxis"]).Select(n => Axis(n, 1, low, low + 1))], cells, entries: 1, sums: 1);

        RootHistogram sum = RootHistogram.Of(await SumAsync(At(0), At(1)));

        Assert.That(sum.GetContents(), Is.EqualTo(new double[] { 1, 0, 0, 0, 0, 0, 0, 1 }));
        Assert.That(sum.Object.Get<double>("fTsumwyz"), Is.EqualTo(22));
    }

    [Test]
    public async Task All_arrays_of_profiles_are_moved()
    {
        RootObject At(double low, double scale)
        {
            RootObject made = Of("TProfile", [Axis("xaxis", 2, low, low + 2)], [0, 6 * scale, 8 * scale, 0], entries: 4, sums: 1);
            made.Add("fSumw2", (double[])[0, 18 * scale, 32 * scale, 0]);
            made.Add("fBinEntries", (double[])[0, 2 * scale, 2 * scale, 0]);
            made.Add("fTsumwy", 14.0);
            made.Add("fTsumwy2", 50.0);
            return made;
        }

        RootProfile sum = RootProfile.Of(await SumAsync(At(0, 1), At(1, 10)));

        Assert.That(sum.GetEntries(), Is.EqualTo(new double[] { 2, 22, 20 }));
        Assert.That(sum.GetMeans(), Is.EqualTo(new[] { 3, (8 + 60) / 22.0, 4 }));
        Assert.That(sum.GetSpreads()[0], Is.Zero);
        Assert.That((sum.EntryCount, sum.Object.Get<double>("fTsumwy")), Is.EqualTo((8, 28)));
    }

    [Test]
    public async Task Labels_that_were_joined_are_read_by_JSROOT()
    {
        string merged = await MergeAsync(
            Of("TH1D", [Axis("xaxis", 1, 0, 1, "mu")], [0, 1, 0]), Of("TH1D", [Axis("xaxis", 2, 0, 2, "e", "mu")], [0, 1, 2, 0]));

        JsonElement shown = await Jsroot.ReadAsync(merged, "made"), axis = shown.GetProperty("fXaxis");

        Assert.That((axis.GetProperty("fNbins").GetInt32(), axis.GetProperty("fXmax").GetDouble(), shown.GetProperty("fNcells").GetInt32()),
            Is.EqualTo((2, 2, 4)));
        Assert.That(axis.GetProperty("fLabels").GetProperty("arr").EnumerateArray()
            .Select(l => (l.GetProperty("fUniqueID").GetInt32(), l.GetProperty("fString").GetString())),
            Is.EqualTo(new[] { (1, "mu"), (2, "e") }));
    }

    [Test]
    public async Task Labels_that_come_later_leave_title_and_style_of_the_first([Values] bool isEmpty)
    {
        RootObject styled = Axis("xaxis", isEmpty ? 5 : 2, 0, 2), called = isEmpty ? Edged("xaxis", 0, 1, 3) : Axis("xaxis", 2, 0, 2);
        styled.Add("fTitle", "step");
        styled.Add("fNdivisions", 7);
        called.Add("fTitle", "other");
        called.Add("fLabels", Axis("xaxis", 2, 0, 2, "mu", "tau")["fLabels"]);

        RootObject sum = await SumAsync(
            Of("TH1D", [styled], new double[isEmpty ? 7 : 4]), Of("TH1D", [called], [1, 2, 3, 4]));

        RootAxis axis = RootHistogram.Of(sum).Axes[0];
        Assert.That((axis.Title, sum.GetObject("fXaxis")!.GetNumber("fNdivisions")), Is.EqualTo(("step", 7)));
        Assert.That(axis.Labels, Is.EqualTo(new[] { "mu", "tau" }));
        Assert.That(axis.Edges.ToArray(), Is.EqualTo(isEmpty ? new double[] { 0, 1, 3 } : [0, 1, 2]));
        Assert.That(RootHistogram.Of(sum).Cells.ToArray(), Is.EqualTo(new double[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void Edges_that_do_not_ascend_are_no_range([Values] bool isFirst)
    {
        RootObject good = Of("TH1D", [Edged("xaxis", 0, 1, 2)], new double[4]);
        RootObject wrong = Of("TH1D", [Edged("xaxis", 0, 3, 2)], new double[4]);

        Assert.That(() => isFirst ? SumAsync(wrong, good) : SumAsync(good, wrong),
            Throws.InstanceOf<RootException>().With.Message.Contains("axis xaxis do not ascend: behind 3 comes 2")
                .And.Message.Contains(isFirst ? "a.root" : "b.root"));
    }

    [Test]
    public void More_bins_than_an_axis_may_have_are_told_whatever_room_there_is()
    {
        RootObject one = Axis("xaxis", 1, 0, 1), other = Axis("xaxis", 1, 2e8, 2e8 + 1);

        Assert.That(() => JoinedAxis.Of(RootAxis.OfMade(one), one, RootAxis.OfMade(other), other, long.MaxValue),
            Throws.InstanceOf<RootException>().With.Message.Contains("Together they have 200000001 bins"));
    }

    [TestCase(10, 1 << 20)]
    [TestCase(1e6, 8e6)]
    [TestCase(1e9, 1 << 27)]
    public void A_sum_has_no_more_cells_than_a_record_holds(double cells, double most) =>
        Assert.That(HistogramAddition.MostCellsOf(cells), Is.EqualTo(most));
}
