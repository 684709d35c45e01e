using System.Xml.Linq;

namespace Hep.Jagged.Tests;

public sealed class HeatMapTests
{
    [Test]
    public void A_map_is_well_formed_and_leaves_empty_bins_blank()
    {
        XElement svg = XElement.Parse(
            new HeatMap([0, 1, 2], [0, 10, 20], [0, 1, 2, double.NaN]) { Title = "<map>", XLabel = "x", YLabel = "y",
                ZLabel = "Entries" }.ToSvg());

        Assert.That(Bins(svg), Is.EqualTo(2));
        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "text")
            .Select(e => e.Value), Does.Contain("<map>").And.Contain("Entries"));
    }

    [Test]
    public void Neighbours_of_one_colour_are_one_rectangle() =>
        Assert.That(Bins(XElement.Parse(new HeatMap([0, 1, 2, 3], [0, 1], [5, 5, 5]).ToSvg())), Is.EqualTo(1));

    [TestCase(true, 8.0)]
    [TestCase(false, 2.0)]
    public void Bins_that_are_too_small_to_see_are_put_together(bool addsUp, double expected)
    {
        double[] edges = [.. Enumerable.Range(0, 401).Select(i => (double)i)];
        double[] contents = new double[400 * 400];
        Array.Fill(contents, 2);

        MapGrid grid = MapGrid.Of(edges, edges, contents, addsUp);

        Assert.That((grid.Columns, grid.Rows, grid.Contents[0], grid.XEdges[1]), Is.EqualTo((200, 200, expected, 2.0)));
    }

    [Test]
    public void No_data_and_huge_data_still_give_a_picture()
    {
        foreach (double[] contents in (double[][])[[double.NaN], [0], [-1], [1e308], [double.PositiveInfinity], [1e-300]])
            foreach (bool isLogarithmic in (bool[])[false, true])
            {
                string svg = new HeatMap([0, 1], [0, 1], contents) { IsLogarithmic = isLogarithmic }.ToSvg();

                Assert.That(() => XElement.Parse(svg), Throws.Nothing);
                Assert.That(svg, Does.Not.Contain("NaN").And.Not.Contain("Infinity"));
            }
    }

    [Test]
    public void Contents_fit_their_edges() =>
        Assert.That(() => new HeatMap([0, 1], [0, 1], [1, 2]), Throws.InstanceOf<ArgumentException>());

    private static int Bins(XElement svg) =>
        svg.Descendants().First(e => e.Name.LocalName == "svg").Elements().Sum(p => p.Attribute("d")!.Value.Count(c => c == 'z'));
}
