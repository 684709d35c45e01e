using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Terminal;

public sealed class FigureTests
{
    [TestCase(0.80712, "0.8071")]
    [TestCase(20.45943, "20.4594")]
    [TestCase(0, "0.0000")]
    [TestCase(-1.23456e-12, "-1.2346E-12")]
    [TestCase(2.29016967e31, "2.2902E+31")]
    [TestCase(double.NaN, "NaN")]
    public void A_figure_is_seen_whatever_its_size(double value, string text) => Assert.That(Figure.Of(value), Is.EqualTo(text));
}
