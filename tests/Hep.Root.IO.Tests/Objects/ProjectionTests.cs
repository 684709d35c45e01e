using System.Xml.Linq;

namespace Hep.Root.IO.Tests.Objects;

public sealed class ProjectionTests
{
    private const int Nx = 2, Ny = 3, Nz = 4;

    private static HistogramBytes Cube => new()
    {
        Cells = [.. Enumerable.Range(0, (Nx + 2) * (Ny + 2) * (Nz + 2)).Select(i => (double)(i * i % 97))],
        Range = (0, 2), XTitle = "#eta", Y = (Ny, 0, 3, ""), Z = (Nz, -1, 1, "depth"),
    };

    private static RootHistogram Read(HistogramBytes bytes) => RootHistogram.Of(HistogramBytes.ReadObject("TH3D", bytes.ToTH3D()));

    [Test]
    public void Contents_are_summed_over_the_axes_that_are_not_named()
    {
        RootHistogram cube = Read(Cube);

        Assert.That(cube.Dimension, Is.EqualTo(3));
        Assert.That(cube.GetProjection(0), Is.EqualTo(Sums((x, _, _) => x, Nx)));
        Assert.That(cube.GetProjection(2, 1), Is.EqualTo(Sums((_, y, z) => y * Nz + z, Nz * Ny)));
        Assert.That(cube.GetProjection(0, 2), Is.EqualTo(Sums((x, _, z) => z * Nx + x, Nx * Nz)));
        Assert.That(cube.GetProjection(0, 1, 2), Is.EqualTo(cube.GetContents()));
        Assert.That(cube.GetProjection(), Is.EqualTo(new[] { cube.GetContents().Sum() }));

        double[] Sums(Func<int, int, int, int> place, int length)
        {
            double[] sums = new double[length];
            for (int x = 0; x < Nx; x++)
                for (int y = 0; y < Ny; y++)
                    for (int z = 0; z < Nz; z++) sums[place(x, y, z)] += cube[x, y, z];
            return sums;
        }
    }

    [TestCase(3)]
    [TestCase(-1)]
    [TestCase(0, 0)]
    public void An_axis_that_is_not_there_or_named_twice_is_refused(params int[] axes) =>
        Assert.That(() => Read(Cube).GetProjection(axes), Throws.ArgumentException);

    [Test]
    public void Means_over_an_axis_are_those_of_all_entries_and_not_of_means()
    {
        // Two bins behind each other in z: the values 2, 2, 2 and 10; their mean is 4, that of the bins' means 6.
        double[] values = new double[3 * 3 * 4], entries = new double[3 * 3 * 4];
        (values[Cell(1)], entries[Cell(1)]) = (6, 3);
        (values[Cell(2)], entries[Cell(2)]) = (10, 1);
        HistogramBytes bytes = new() { Cells = values, Range = (0, 1), Y = (1, 0, 1, ""), Z = (2, 0, 2, "") };

        RootProfile profile = RootProfile.Of(HistogramBytes.ReadObject("TProfile3D", bytes.ToProfile3D(entries)));

        Assert.That(profile.GetMeans(), Is.EqualTo(new double[] { 2, 10 }));
        Assert.That(profile.GetProjection(0, 1), Is.EqualTo(new double[] { 4 }));
        Assert.That(profile.GetProjection(2), Is.EqualTo(new double[] { 2, 10 }));

        static int Cell(int z) => (z * 3 + 1) * 3 + 1;
    }

    [Test]
    public void Bins_without_entries_have_no_mean_in_a_projection()
    {
        HistogramBytes bytes = new() { Cells = new double[3 * 3 * 3], Range = (0, 1), Y = (1, 0, 1, ""), Z = (1, 0, 1, "") };

        RootProfile profile = RootProfile.Of(HistogramBytes.ReadObject("TProfile3D", bytes.ToProfile3D(new double[3 * 3 * 3])));

        Assert.That(profile.GetProjection(0, 1), Is.EqualTo(new[] { double.NaN }));
    }

    [Test]
    public void The_picture_of_three_axes_has_a_map_of_each_pair()
    {
        XElement svg = XElement.Parse(Read(Cube with { Title = "a <cube>" }).ToSvg());

        string[] texts = [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
        Assert.That(texts, Does.Contain("a <cube>").And.Contain("x, y: over all z").And.Contain("z, y: over all x")
            .And.Contain("x, z: over all y").And.Contain("x: η").And.Contain("z: depth").And.Contain("y"));
        Assert.That(svg.Elements().Count(e => e.Name.LocalName == "g"), Is.EqualTo(3));
    }
}
