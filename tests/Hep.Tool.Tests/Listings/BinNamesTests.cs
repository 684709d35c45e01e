using Hep.Tool.Listings;

namespace Hep.Tool.Tests.Listings;

public sealed class BinNamesTests
{
    [TestCase(new[] { 355999.5, 356000.5, 356001.5 }, "[355999.5, 356000.5) [356000.5, 356001.5)")]
    [TestCase(new[] { 0, 5.0, 10 }, "[0, 5) [5, 10)")]
    [TestCase(new[] { -0.1, 1e-17, 0.1 }, "[-0.1, 0) [0, 0.1)")]
    [TestCase(new[] { 0, 500_000.0, 1_000_000 }, "[0, 500000) [500000, 1000000)")]
    [TestCase(new[] { 0, 1 / 3.0, 2 / 3.0 }, "[0, 0.33333) [0.33333, 0.66667)")]
    [TestCase(new[] { 0, 1e20, 2e20 }, "[0, 1E+20) [1E+20, 2E+20)")]
    [TestCase(new[] { 1, 1.0000000000000002, 1.0000000000000004 },
        "[1, 1.0000000000000002) [1.0000000000000002, 1.0000000000000004)")]
    public void Edges_have_as_many_digits_as_tell_them_apart(double[] edges, string expected)
    {
        BinNames names = new(edges, []);

        Assert.That(string.Join(' ', Enumerable.Range(0, names.Count).Select(i => names[i, i + 1])), Is.EqualTo(expected));
    }

    [Test]
    public void A_label_gives_no_command_to_the_terminal() =>
        Assert.That(new BinNames([0, 1], ["\u001b[2J\nx"])[0, 1], Is.EqualTo("\ufffd[2J x"));
}
