using System.Xml.Linq;

namespace Hep.Jagged.Tests;

public sealed class ChartTests
{
    [Test]
    public void A_chart_is_well_formed_and_needs_nothing_from_elsewhere()
    {
        Chart chart = new() { Title = "a < b & \"c\" \u0001", XLabel = "x", YLabel = "y" };
        chart.AddLine("<one>", [0, 1, 2], [1, double.NaN, 3]).AddSteps("two", [0, 1, 2], [1, 2], [0.1, 0.2])
            .AddReference("", [0, 1], [0, 1]);

        XElement svg = XElement.Parse(chart.ToSvg());

        Assert.That(svg.Name.LocalName, Is.EqualTo("svg"));
        Assert.That(svg.Descendants().Attributes().Where(a => a.Name.LocalName is "href" or "src" or "id" or "style"), Is.Empty);
        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value),
            Does.Contain("<one>").And.Contain("two").And.Contain("a < b & \"c\"  "));
    }

    [Test]
    public void No_data_no_finite_data_and_huge_data_still_give_a_picture()
    {
        foreach (double[] values in (double[][])[[], [double.NaN], [double.PositiveInfinity], [1e308, -1e308], [0], [5, 5],
            [1e-300], [-0.0]])
            foreach (bool isLogarithmic in (bool[])[false, true])
            {
                string svg = new Chart { IsLogarithmic = isLogarithmic }.AddLine("line", values, values).ToSvg();

                Assert.That(() => XElement.Parse(svg), Throws.Nothing);
                Assert.That(svg, Does.Not.Contain("NaN").And.Not.Contain("∞").And.Not.Contain("Infinity"),
                    $"{string.Join(",", values)} {isLogarithmic}");
            }
    }

    [TestCase(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0", "")]
    [TestCase(0, 200, "0 50 100 150 200", "")]
    [TestCase(-3, 3, "−3 −2 −1 0 1 2 3", "")]
    [TestCase(0, 2.5e6, "0.0 0.5 1.0 1.5 2.0 2.5", "×10⁶")]
    [TestCase(0, 0.0004, "0 100 200 300 400", "×10⁻⁶")]
    public void Ticks_are_round_numbers(double low, double high, string labels, string factor)
    {
        ChartScale scale = ChartScale.Linear(low, high);

        Assert.That(string.Join(" ", scale.Ticks.Select(t => t.Label)), Is.EqualTo(labels));
        Assert.That(scale.Factor, Is.EqualTo(factor));
    }

    [Test]
    public void A_logarithmic_axis_has_a_label_a_decade()
    {
        ChartScale scale = ChartScale.Logarithmic(0.5, 200);

        Assert.That(scale.Ticks.Where(t => t.Label.Length > 0).Select(t => t.Label),
            Is.EqualTo(new[] { "10⁻¹", "10⁰", "10¹", "10²", "10³" }));
        Assert.That(scale.Place(10), Is.EqualTo(0.5).Within(1e-12));
    }

    [Test]
    public void Points_that_nobody_could_tell_apart_are_not_written_twice()
    {
        double[] xs = [.. Enumerable.Range(0, 100_000).Select(i => i / 100_000.0)];

        string svg = new Chart().AddLine("", xs, xs).ToSvg();

        Assert.That(svg.Length, Is.LessThan(50_000));
    }

    [Test]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.That(() => new Chart().AddLine("a", [1], [1, 2]), Throws.ArgumentException);
        Assert.That(() => new Chart().AddSteps("a", [1, 2], [1, 2]), Throws.ArgumentException);
        Assert.That(() => new Chart().AddSteps("a", [1, 2], [1], [1, 2]), Throws.ArgumentException);
    }

    [Test]
    public void Points_have_their_own_error_bars_in_each_direction()
    {
        Chart chart = new Chart { XRange = (0, 10), YRange = (0, 10) }
            .AddPoints("", [5], [5], new ChartErrors { XLow = [1], XHigh = [2], YLow = [3], YHigh = [4] });

        string bars = XElement.Parse(chart.ToSvg(640, 420)).Descendants()
            .First(e => e.Name.LocalName == "svg").Elements().First().Attribute("d")!.Value;
        double[] numbers = [.. System.Text.RegularExpressions.Regex.Matches(bars, @"[\d.]+")
            .Select(m => double.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture))];

        // M left y H right, M x low V high: twice as far to the right as to the left, and 4 up for 3 down.
        Assert.That((numbers[2] - numbers[3]) / (numbers[3] - numbers[0]), Is.EqualTo(2).Within(0.01));
        Assert.That((numbers[1] - numbers[5]) / (numbers[4] - numbers[1]), Is.EqualTo(4.0 / 3).Within(0.01));
    }

    [Test]
    public void An_axis_may_have_names_instead_of_numbers()
    {
        string[] names = ["all", "a trigger that has a very long name", "selected"];
        string svg = new Chart { XNames = [.. names.Select((n, i) => (i + 0.5, n))] }.AddSteps("", [0, 1, 2, 3], [9, 5, 1]).ToSvg(300, 200);

        Assert.That(XElement.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value),
            Does.Contain("all").And.Contain("selected"));
        Assert.That(svg, Does.Contain("rotate(-30)"), "names that do not fit beside each other are tilted");
    }

    [Test]
    public void Errors_fit_their_points() =>
        Assert.That(() => new Chart().AddPoints("", [1, 2], [1, 2], new ChartErrors { YLow = [1] }),
            Throws.InstanceOf<ArgumentException>());
}
