namespace Hep.Jagged.Tests.PhaseSpace;

/// <summary>In which cell of an axis a value lies.</summary>
public sealed class GridAxisTests
{
    private static readonly GridAxis Four = GridAxis.Uniform("x", 4, -2, 2);
    private static readonly GridAxis Angle = GridAxis.Uniform("phi", 4, -2, 2) with { Wraps = true };
    private static readonly GridAxis Uneven = GridAxis.Between("x", -1, 0, 0.5, 10);

    [TestCase(-2, 0)]
    [TestCase(-1.5, 0)]
    [TestCase(-1, 1)]
    [TestCase(1.999, 3)]
    [TestCase(2, -1)]
    [TestCase(-2.001, -1)]
    [TestCase(double.NaN, -1)]
    [TestCase(double.PositiveInfinity, -1)]
    [TestCase(double.NegativeInfinity, -1)]
    public void Uniform_cells_are_half_open(double value, int cell) => Assert.That(Four.GetCell(value), Is.EqualTo(cell));

    [TestCase(-1, 0)]
    [TestCase(0, 1)]
    [TestCase(0.25, 1)]
    [TestCase(0.5, 2)]
    [TestCase(9.99, 2)]
    [TestCase(10, -1)]
    [TestCase(-1.01, -1)]
    [TestCase(double.NaN, -1)]
    public void Cells_between_edges_are_half_open(double value, int cell) => Assert.That(Uneven.GetCell(value), Is.EqualTo(cell));

    [TestCase(2, 0)]
    [TestCase(3.5, 1)]
    [TestCase(-2.5, 3)]
    [TestCase(-6, 0)]
    [TestCase(402.5, 0)]
    [TestCase(-2.0000000000000004, 3)]
    [TestCase(double.NaN, -1)]
    [TestCase(double.PositiveInfinity, -1)]
    public void A_value_outside_an_axis_that_wraps_is_taken_modulo_its_range(double value, int cell) =>
        Assert.That(Angle.GetCell(value), Is.EqualTo(cell));

    [Test]
    public void A_value_a_rounding_error_below_a_range_that_wraps_is_in_its_last_cell() =>
        Assert.That((GridAxis.Uniform("phi", 3, 0, 2 * Math.PI) with { Wraps = true }).GetCell(-1e-300), Is.EqualTo(2));

    [Test]
    public void Edges_between_uneven_cells_wrap_too() =>
        Assert.That((Uneven with { Wraps = true }).GetCell(10.25), Is.Zero);

    [TestCase(10, 0, 0.3)]
    [TestCase(64, -3.14159265, 3.14159265)]
    [TestCase(7, -0.1, 1.3)]
    [TestCase(1000, 0.1, 0.7)]
    public void An_edge_lies_in_the_cell_above_it_and_the_number_before_it_in_the_cell_below(int count, double low, double high)
    {
        GridAxis axis = GridAxis.Uniform("x", count, low, high);
        double[] edges = axis.GetEdges();

        Assert.That((edges.Length, edges[0], edges[^1]), Is.EqualTo((count + 1, low, high)));
        for (int i = 0; i < count; i++)
        {
            Assert.That(axis.GetCell(edges[i]), Is.EqualTo(i));
            Assert.That(axis.GetCell(Math.BitDecrement(edges[i + 1])), Is.EqualTo(i));
            Assert.That(axis.GetEdge(i), Is.EqualTo(edges[i]));
        }
    }

    [TestCase(0, 0, 1)]
    [TestCase(3, 1, 1)]
    [TestCase(3, 2, 1)]
    [TestCase(3, 0, double.NaN)]
    [TestCase(3, 0, double.PositiveInfinity)]
    [TestCase(1000, 1, 1.0000000000000002)]
    public void A_range_without_cells_is_refused(int count, double low, double high) =>
        Assert.That(() => GridAxis.Uniform("x", count, low, high), Throws.ArgumentException);

    [TestCase(1)]
    [TestCase(1, 1)]
    [TestCase(1, 3, 2)]
    [TestCase(1, double.NaN, 2)]
    [TestCase(double.NegativeInfinity, 1, 2)]
    public void Edges_that_do_not_ascend_are_refused(params double[] edges) =>
        Assert.That(() => GridAxis.Between("x", edges), Throws.ArgumentException);

    [Test]
    public void Axes_are_equal_that_have_equal_columns_edges_and_wrapping()
    {
        Assert.That(GridAxis.Between("x", -1, 0, 0.5, 10), Is.EqualTo(Uneven));
        Assert.That(GridAxis.Between("x", -1, 0, 0.6, 10), Is.Not.EqualTo(Uneven));
        Assert.That(GridAxis.Uniform("x", 4, -2, 2), Is.EqualTo(Four));
        Assert.That(Four with { Wraps = true }, Is.Not.EqualTo(Four));
        Assert.That(GridAxis.Between("x", -2, -1, 0, 1, 2), Is.Not.EqualTo(Four));
    }
}
