using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class HistogramTests
{
    [Test]
    public void Bins_are_half_open_and_what_lies_outside_is_counted_apart()
    {
        Histogram histogram = new(4, 0, 2);

        histogram.FillAll([-0.1, 0, 0.49, 0.5, 1.99, 2, double.PositiveInfinity, double.NegativeInfinity, double.NaN]);

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(new double[] { 2, 1, 0, 1 }));
        Assert.That((histogram.Underflow, histogram.Overflow, histogram.EntryCount, histogram.NaNCount), Is.EqualTo((2.0, 2.0, 8L, 1L)));
    }

    [Test]
    public void Weights_add_up_and_their_squares_give_the_errors()
    {
        Histogram histogram = Histogram.WithEdges(0, 1, 10);

        histogram.Fill(5, 3);
        histogram.Fill(1, -4);
        histogram.Fill(1, double.NaN);

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(new double[] { 0, -1 }));
        Assert.That(histogram.GetErrors(), Is.EqualTo(new double[] { 0, 5 }));
        Assert.That(histogram.NaNCount, Is.EqualTo(1));
    }

    [Test]
    public void Every_value_lies_between_the_edges_of_its_bin() =>
        Gen.Select(Gen.Int[1, 300], Gen.Double[-1e3, 1e3], Gen.Double[1e-3, 1e3], Gen.Double[0, 1]).Sample((bins, low, width, at) =>
        {
            Histogram histogram = new(bins, low, low + width);
            double[] edges = histogram.Edges.ToArray();
            foreach (double value in (double[])[low + at * width, edges[(int)(at * bins)], Math.BitDecrement(edges[(int)(at * bins)])])
            {
                int bin = histogram.FindBin(value);
                bool fits = bin < 0 ? value < low : bin == bins ? value >= edges[^1] : edges[bin] <= value && value < edges[bin + 1];
                if (!fits) return false;
            }
            return true;
        });

    [Test]
    public void Uniform_bins_and_the_same_edges_given_one_by_one_count_alike() =>
        Gen.Select(Gen.Int[1, 50], Gen.Double[-10, 10].Array[0, 100]).Sample((bins, values) =>
        {
            Histogram uniform = new(bins, -5, 5);
            Histogram listed = Histogram.WithEdges(uniform.Edges);
            uniform.FillAll(values);
            listed.FillAll(values);
            return uniform.Contents.SequenceEqual(listed.Contents) && uniform.Overflow == listed.Overflow
                && uniform.Underflow == listed.Underflow;
        });

    [Test]
    public void Bins_whose_number_a_unit_is_no_float64_are_found_by_their_edges()
    {
        Histogram histogram = new(4, 0, 4e-310);

        histogram.FillAll([0, 1.5e-310, 2.5e-310, 3.5e-310, 3.6e-310]);

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(new double[] { 1, 1, 1, 2 }));
        Assert.That(histogram.IsUniform, Is.True);
    }

    [Test]
    public void Histograms_filled_in_parts_add_up_to_the_whole()
    {
        Histogram whole = new(3, 0, 3), part = new(3, 0, 3), rest = new(3, 0, 3);
        whole.FillAll([0, 1, 1, 2, 9, -1, double.NaN]);
        part.FillAll([0, 1, 9, double.NaN]);
        rest.FillAll([1, 2, -1]);

        part.Add(rest);

        Assert.That(part.ToJson(), Is.EqualTo(whole.ToJson()));
        Assert.That(part.NaNCount, Is.EqualTo(1));
        Assert.That(() => part.Add(new Histogram(3, 0, 4)), Throws.ArgumentException.With.Message.Contains("same edges"));
    }

    [Test]
    public void A_jagged_column_fills_once_an_object_with_the_weight_of_its_entry()
    {
        using Column pt = Column.CreateJagged("pt", [[1f, 2f], [], [2f]]);
        using Column weight = Column.Create("w", 0.5, 100, 2);
        Histogram histogram = new(3, 0, 3);

        histogram.FillAll(pt, weight);

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(new[] { 0, 0.5, 2.5 }));
        Assert.That(histogram.EntryCount, Is.EqualTo(3));
    }

    [Test]
    public void Weights_may_be_one_a_value_where_neither_is_jagged()
    {
        using Column met = Column.Create("MET_pt", 0.5f, 1.5f, 1.6f);
        using Column weight = Column.Create("w", 2.0, 3, -1);
        Histogram histogram = new(2, 0, 2);

        histogram.FillAll(met, weight);

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo((double[])[2, 2]));
    }

    [Test]
    public void Weights_of_other_lists_are_refused()
    {
        using Column pt = Column.CreateJagged("pt", [[1f, 2f], [], [2f]]);
        using Column weight = Column.CreateJagged("w", [[1f], [1f], [1f]]);

        Assert.That(() => new Histogram(3, 0, 3).FillAll(pt, weight), Throws.ArgumentException.With.Message.Contains("broadcast"));
    }

    [Test]
    public void Its_json_is_what_the_command_line_prints()
    {
        Histogram histogram = new(2, 0, 200);
        histogram.FillAll([-1, 50, 150, 160, 500]);

        Assert.That(histogram.ToJson(), Is.EqualTo(
            """{"axes":[{"bins":2,"low":0,"high":200}],"contents":[1,2],"underflow":1,"overflow":1,"entries":5}"""));
    }

    [TestCase(0, 0, 1)]
    [TestCase(5, 1, 1)]
    [TestCase(5, double.NaN, 1)]
    [TestCase(5, 0, double.PositiveInfinity)]
    [TestCase(1000, 1, 1 + 1e-15)]
    [TestCase(int.MaxValue, 0, 1)]
    public void Bins_that_cannot_be_are_refused(int bins, double low, double high) =>
        Assert.That(() => new Histogram(bins, low, high), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Edges_that_do_not_ascend_are_refused() =>
        Assert.That(() => Histogram.WithEdges(0, 2, 2), Throws.ArgumentException.With.Message.Contains("ascend"));

    [Test]
    public void A_notebook_finds_its_formatter_by_the_names_of_the_convention()
    {
        object attribute = typeof(Histogram).GetCustomAttributes(inherit: false)
            .Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        Type sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        dynamic[] formatters =
            [.. (IEnumerable<object>)sourceType.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(sourceType), null)!];
        object formatter = formatters[0];
        using StringWriter writer = new();

        object? done = formatter.GetType().GetMethod("Format")!.Invoke(formatter, [new Histogram(1, 0, 1), writer]);

        Assert.That(done, Is.True);
        Assert.That(writer.ToString(), Does.StartWith("<figure").And.Contain("<svg"));
        Assert.That(formatter.GetType().GetProperty("MimeType")!.GetValue(formatter), Is.EqualTo("text/html"));
    }

    [Test]
    public void A_histogram_that_was_filled_elsewhere_goes_on_from_there()
    {
        Histogram histogram = Histogram.OfContents(new HistogramContents
        {
            Edges = [0, 1, 2],
            Contents = [3, 4],
            SquaredWeights = [9, 16],
            Underflow = 1,
            Overflow = 2,
            EntryCount = 10,
            IsUniform = true,
            Title = "t",
        });

        histogram.Fill(1.5, weight: 2);

        Assert.That(histogram.Contents.ToArray(), Is.EqualTo(new double[] { 3, 6 }));
        Assert.That(histogram.SquaredWeights.ToArray(), Is.EqualTo(new double[] { 9, 20 }));
        Assert.That((histogram.Underflow, histogram.Overflow, histogram.EntryCount, histogram.Title, histogram.IsUniform),
            Is.EqualTo((1.0, 2.0, 11L, "t", true)));
        Assert.That(() => Histogram.OfContents(new HistogramContents { Edges = [0, 1], Contents = [1, 2] }),
            Throws.InstanceOf<ArgumentException>());
    }
}
