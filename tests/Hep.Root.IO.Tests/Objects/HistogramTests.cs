using Hep.Jagged;
using Hep.Root.IO.Tests.Serialization;

namespace Hep.Root.IO.Tests.Objects;

public sealed class HistogramTests
{
    [Test]
    public void Cells_hold_underflow_and_overflow_and_contents_do_not()
    {
        RootHistogram read = new HistogramBytes().Read();

        Assert.That(read.Cells.ToArray(), Is.EqualTo(new double[] { 1, 2, 3, 4, 5 }));
        Assert.That(read.GetContents(), Is.EqualTo(new double[] { 2, 3, 4 }));
        Assert.That((read[-1], read[0], read[3]), Is.EqualTo((1.0, 2.0, 5.0)));
        Assert.That(() => read[4], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That((read.Name, read.Title, read.EntryCount, read.Axes[0].Title), Is.EqualTo(("h", "a histogram", 15.0, "xaxis [#mum]")));
    }

    [Test]
    public void Without_stored_squares_a_count_is_its_own_variance() =>
        Assert.That(new HistogramBytes { Cells = [0, 4, 9, 16, 0] }.Read().GetErrors(), Is.EqualTo(new double[] { 2, 3, 4 }));

    [Test]
    public void Stored_squares_are_the_variances() =>
        Assert.That(new HistogramBytes { Squares = [0, 1, 4, 25, 0] }.Read().GetErrors(), Is.EqualTo(new double[] { 1, 2, 5 }));

    [Test]
    public void Bins_of_one_width_have_edges_and_centres()
    {
        RootAxis axis = new HistogramBytes { Range = (-1, 5) }.Read().Axes[0];

        Assert.That((axis.IsUniform, axis.GetCenter(0), axis.GetCenter(2)), Is.EqualTo((true, 0.0, 4.0)));
        Assert.That((axis.Low, axis.High, axis.BinCount), Is.EqualTo((-1.0, 5.0, 3)));
        Assert.That(axis.Edges.ToArray(), Is.EqualTo(new double[] { -1, 1, 3, 5 }));
        Assert.That(() => axis.GetCenter(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => axis.GetCenter(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Bins_of_unlike_width_have_their_edges()
    {
        RootAxis axis = new HistogramBytes { Edges = [0, 1, 10, 100] }.Read().Axes[0];

        Assert.That(axis.Edges.ToArray(), Is.EqualTo(new double[] { 0, 1, 10, 100 }));
        Assert.That((axis.IsUniform, axis.GetCenter(2)), Is.EqualTo((false, 55.0)));
    }

    [Test]
    public void Labels_belong_to_the_bins_that_their_ids_name()
    {
        RootHistogram read = new HistogramBytes { Labels = ["all", "trigger"] }.Read();

        Assert.That(read.Axes[0].Labels, Is.EqualTo(new[] { "all", "trigger", "" }));
        Assert.That(read.ToSvg(), Does.Contain(">trigger<"));
    }

    [Test]
    public void What_is_still_in_the_buffer_is_filled()
    {
        RootHistogram read = new HistogramBytes { Cells = [0, 0, 0, 0, 0], Buffer = [3, 1, 0.5, 2, 2.5, 1, 99, 0, 0] }.Read();

        Assert.That(read.Cells.ToArray(), Is.EqualTo(new double[] { 0, 1, 0, 2, 1 }));
        Assert.That(read.EntryCount, Is.EqualTo(3));
    }

    [Test]
    public void A_buffer_that_was_filled_in_and_kept_is_not_counted_twice() =>
        Assert.That(new HistogramBytes { Buffer = [-1, 1, 0.5] }.Read().GetContents(), Is.EqualTo(new double[] { 2, 3, 4 }));

    [Test]
    public void A_histogram_that_never_found_its_range_takes_that_of_its_buffer()
    {
        RootHistogram read = new HistogramBytes { Cells = [0, 0, 0, 0, 0], Range = (0, 0), Buffer = [2, 1, 10, 1, 40] }.Read();

        Assert.That(read.GetContents(), Is.EqualTo(new double[] { 1, 0, 1 }));
        Assert.That(read.Axes[0].Low, Is.EqualTo(10));
    }

    [Test]
    public void The_mean_is_that_of_the_values_where_their_sums_are_stored_and_else_of_the_bins()
    {
        Assert.That(new HistogramBytes { Sums = [10, 10, 12, 24.4] }.Read().GetMean(), Is.EqualTo(1.2));
        Assert.That(new HistogramBytes { Sums = [10, 10, 12, 24.4] }.Read().GetStandardDeviation(), Is.EqualTo(1).Within(1e-12));
        Assert.That(new HistogramBytes { Cells = [0, 1, 0, 1, 0] }.Read().GetMean(), Is.EqualTo(1.5));
        Assert.That(new HistogramBytes { Cells = [0, 0, 0, 0, 0] }.Read().GetMean(), Is.NaN);
    }

    [Test]
    public void It_becomes_a_Histogram_that_adds_and_draws()
    {
        Histogram converted = new HistogramBytes { Squares = [0, 1, 4, 25, 0] }.Read().ToHistogram();
        converted.Fill(0.5);

        Assert.That(converted.Contents.ToArray(), Is.EqualTo(new double[] { 3, 3, 4 }));
        Assert.That(converted.SquaredWeights.ToArray(), Is.EqualTo(new double[] { 2, 4, 25 }));
        Assert.That((converted.Underflow, converted.Overflow, converted.EntryCount, converted.XLabel),
            Is.EqualTo((1.0, 5.0, 16L, "xaxis [μm]")));
    }

    [Test]
    public void A_profile_gives_means_and_the_errors_that_its_option_says()
    {
        // One bin with the values 1 and 3, one without entries, one with 5 alone.
        HistogramBytes bytes = new() { Cells = [0, 4, 0, 5, 0], Squares = [0, 10, 0, 25, 0] };
        double[] entries = [0, 2, 0, 1, 0];

        Assert.That(ReadProfile(0).GetMeans(), Is.EqualTo(new[] { 2, double.NaN, 5 }));
        Assert.That(ReadProfile(0).GetEntries(), Is.EqualTo(new double[] { 2, 0, 1 }));
        Assert.That(ReadProfile(0).GetErrors()[0], Is.EqualTo(1 / Math.Sqrt(2)).Within(1e-12));
        Assert.That(ReadProfile(1).GetErrors()[0], Is.EqualTo(1).Within(1e-12));
        Assert.That(ReadProfile(2).GetErrors()[2], Is.EqualTo(1 / Math.Sqrt(12)).Within(1e-12));
        Assert.That(ReadProfile(3).GetErrors()[0], Is.EqualTo(1 / Math.Sqrt(2)).Within(1e-12));

        RootProfile ReadProfile(int mode) => RootProfile.Of(HistogramBytes.ReadObject("TProfile", bytes.ToProfile(entries, mode)));
    }

    // Values of R's binom.test(x, n, conf.level = 0.682689492137)
    [TestCase(0, 1, 0, 0.8413447460685)]
    [TestCase(1, 1, 0.1586552539315, 1)]
    [TestCase(1, 4, 0.0422691, 0.618402)]
    public void An_efficiency_has_the_interval_of_Clopper_and_Pearson(double passed, double total, double low, double high)
    {
        (double Low, double High) interval = IO.Objects.BinomialInterval.ClopperPearson(passed, total, 0.682689492137);

        Assert.That(interval.Low, Is.EqualTo(low).Within(1e-6));
        Assert.That(interval.High, Is.EqualTo(high).Within(1e-6));
    }

    // 5 × 5 cells of two axes are as many as 25 of one.
    [Test]
    public void An_efficiency_of_histograms_of_other_shapes_is_refused()
    {
        RootObject efficiency = new("TEfficiency", 2);
        efficiency.Add("fPassedHistogram", Counts("TH1D", 23));
        efficiency.Add("fTotalHistogram", Counts("TH2D", 3, 3));

        Assert.That(() => RootEfficiency.Of(efficiency),
            Throws.InstanceOf<RootException>().With.Message.Contains("23 bins").And.Message.Contains("3 × 3"));
    }

    private static RootObject Counts(string className, params int[] bins)
    {
        RootObject histogram = new(className, 3);
        double[] contents = new double[bins.Aggregate(1, (product, count) => product * (count + 2))];
        foreach ((string name, object? value) in ((string, object?)[])[("fName", "h"), ("fTitle", ""), ("fEntries", 0.0),
            ("fTsumw", 0.0), ("fSumw2", Array.Empty<double>()), ("fArray", contents)]) histogram.Add(name, value);
        if (bins.Length > 1) histogram.Add("fTsumwxy", 0.0);
        for (int i = 0; i < bins.Length; i++)
        {
            RootObject axis = new("TAxis", 9);
            foreach ((string name, object? value) in ((string, object?)[])[("fNbins", bins[i]), ("fXmin", 0.0), ("fXmax", 1.0),
                ("fXbins", Array.Empty<double>()), ("fTitle", "")]) axis.Add(name, value);
            histogram.Add($"f{"XYZ"[i]}axis", axis);
        }
        return histogram;
    }

    // Errors 3 and 4 of one point, joined as TGraphMultiErrors::ESummationModes says.
    [TestCase(0, 3)]
    [TestCase(1, 5)]
    [TestCase(2, 7)]
    public void A_graph_says_how_its_errors_are_joined(int mode, double expected)
    {
        RootObject graph = new("TGraphMultiErrors", 1);
        foreach ((string name, object? value) in ((string, object?)[])[("fNpoints", 1), ("fX", new[] { 1.0 }), ("fY", new[] { 2.0 }),
            ("fEyL", new object?[] { new[] { 3.0 }, new[] { 4.0 } }), ("fEyH", new object?[] { new[] { 3.0 }, new[] { 4.0 } }),
            ("fSumErrorsMode", mode)]) graph.Add(name, value);

        Assert.That(RootGraph.Of(graph).YErrorsLow.ToArray(), Is.EqualTo(new[] { expected }));
        Assert.That(RootGraph.Of(graph).YErrorsHigh.ToArray(), Is.EqualTo(new[] { expected }));
    }

    [TestCase("p_{T} [GeV]", "p_T [GeV]")]
    [TestCase("#mu^{+}#mu^{-}", "μ⁺μ⁻")]
    [TestCase("#sqrt{s} = 13 TeV, L_{0}", "√s = 13 TeV, L₀")]
    [TestCase("plain", "plain")]
    public void Texts_lose_what_only_TLatex_understands(string text, string expected) =>
        Assert.That(IO.Objects.RootText.Plain(text), Is.EqualTo(expected));

    // Found by mutation: a lost byte count leaves an axis without its name.
    [Test]
    public void A_picture_calls_axes_x_and_y_whatever_their_names()
    {
        RecordBytes record = new HistogramBytes { Cells = new double[16], Y = (2, 0, 1, ""), YName = "" }.ToTH2D();

        Assert.That(RootHistogram.Of(HistogramBytes.ReadObject("TH2D", record)).ToHtml(),
            Does.Contain("x: mean").And.Contain("y: mean"));
    }

    [Test]
    public void An_object_that_is_no_histogram_says_so()
    {
        RootObject text = HistogramBytes.ReadObject("TObjString", new RecordBytes().Frame(1, b => b.Object().Text("x")));

        Assert.That(() => RootHistogram.Of(text),
            Throws.InstanceOf<RootException>().With.Message.EqualTo("An object of class TObjString is no histogram."));
        Assert.That(() => RootGraph.Of(text), Throws.InstanceOf<RootException>());
        Assert.That(() => RootProfile.Of(text), Throws.InstanceOf<RootException>());
        Assert.That(() => RootEfficiency.Of(text), Throws.InstanceOf<RootException>());
    }
}
