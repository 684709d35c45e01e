using CsCheck;

namespace Hep.Jagged.Tests;

public sealed class FourVectorTests
{
    private const double Infinity = double.PositiveInfinity, NaN = double.NaN;

    private static readonly Gen<double> Eta = Gen.Double[-12, 12], Phi = Gen.Double[-3.14, 3.14], Pt = Gen.Double[1e-3, 1e4];

    [TestCase("px(10, 0)", 10)]
    [TestCase("py(10, 1.5707963267948966)", 10)]
    [TestCase("pz(2, 0)", 0)]
    [TestCase("pz(1, -1)", -1.1752011936438014)]
    [TestCase("energy(3, 0, 4)", 5)]
    [TestCase("energy(3, 0, 0)", 3)]
    [TestCase("energy(0, 0, 7)", 7)]
    [TestCase("energy(5, 0, -4)", 3)]                   // m² = −16
    [TestCase("energy(3, 0, -4)", 0)]                   // there is no such energy
    [TestCase("energy(1e200, 0, 1e200)", 1.414213562373095e200)]
    [TestCase("rapidity(5, 2.5, 0)", 2.5)]
    [TestCase("rapidity(5, -800, 0)", -800)]
    [TestCase("rapidity(0, 2.5, 3)", 0)]
    [TestCase("rapidity(3, 1, -4)", NaN)]
    [TestCase("pt(3, 4)", 5)]
    [TestCase("pt(1e200, 1e200)", 1.414213562373095e200)]
    [TestCase("eta(1, 0, 0)", 0)]
    [TestCase("eta(0, 0, 5)", Infinity)]
    [TestCase("eta(0, 0, -5)", -Infinity)]
    [TestCase("eta(0, 0, 0)", 0)]
    [TestCase("eta(0, 1e-3, 1e-12)", 1e-9)]
    [TestCase("eta(1e-9, 0, 1e3)", 28.324168296488494)]  // ln(2e12): nothing is lost near the axis
    [TestCase("eta(1e-200, 0, -1e200)", -921.7271843781782)]
    [TestCase("phi(-1, 0)", Math.PI)]
    [TestCase("phi(0, -1)", -Math.PI / 2)]
    [TestCase("phi(0, 0)", 0)]
    [TestCase("mass(3, 4, 0, 5)", 0)]
    [TestCase("mass(0, 0, 3, 5)", 4)]
    [TestCase("mass(0, 0, 5, 3)", -4)]                  // space-like
    [TestCase("mass(0, 0, 5, -13)", 12)]
    [TestCase("mass(1e200, 0, 0, 1.25e200)", 0.75e200)]
    [TestCase("mass(1e-200, 0, 0, 1.25e-200)", 0.75e-200)]
    [TestCase("px(x, 0)", NaN)]
    [TestCase("rapidity(x, 1, 0)", NaN)]
    [TestCase("energy(1, x, 1)", NaN)]
    [TestCase("eta(x, 1, 1)", NaN)]
    [TestCase("mass(x, 1, 1, 1)", NaN)]
    public void A_component_has_its_value(string formula, double expected)
    {
        using EntryBatch batch = FormulaEvents.Batch(Column.Create("x", NaN));

        using Column<double> value = (Column<double>)Expression.Parse(formula).Bind(batch.Schema).Evaluate(batch, "r");

        Assert.That(value.Values[0], double.IsFinite(expected) && expected != 0 ? Is.EqualTo(expected).Within(1e-13).Percent
            : Is.EqualTo(expected));
    }

    [Test]
    public void Momenta_in_one_system_of_coordinates_come_back_from_the_other() =>
        Gen.Select(Pt, Eta, Phi).Sample((pt, eta, phi) =>
        {
            double px = One("px(a, b)", pt, phi), py = One("py(a, b)", pt, phi), pz = One("pz(a, b)", pt, eta);

            Assert.That(One("pt(a, b)", px, py), Is.EqualTo(pt).Within(1e-12).Percent);
            Assert.That(One("phi(a, b)", px, py), Is.EqualTo(phi).Within(1e-14));
            Assert.That(One("eta(a, b, c)", px, py, pz), Is.EqualTo(eta).Within(1e-14 * (1 + Math.Abs(eta))));
        }, iter: 300);

    // What float64 leaves of a mass: the energy is rounded once, and m² is a difference of squares.
    [Test]
    public void A_mass_comes_back_from_the_components_with_its_sign() =>
        Gen.Select(Gen.Double[1, 100], Gen.Double[-3, 3], Phi, Gen.Double[-100, 100]).Sample((pt, eta, phi, m) =>
        {
            double px = One("px(a, b)", pt, phi), py = One("py(a, b)", pt, phi), pz = One("pz(a, b)", pt, eta),
                p2 = px * px + py * py + pz * pz, e = One("energy(a, b, c)", pt, eta, m);
            if (p2 + m * Math.Abs(m) <= 0) return;   // no energy has this mass

            double mass = One("mass(a, b, c, d)", px, py, pz, e);

            Assert.That(mass * Math.Abs(mass), Is.EqualTo(m * Math.Abs(m)).Within(1e-14 * (p2 + e * e)));
        }, iter: 300);

    [Test]
    public void Rapidity_is_half_the_logarithm_of_its_definition_and_grows_like_pseudorapidity_without_mass() =>
        Gen.Select(Pt, Gen.Double[-4, 4], Gen.Double[0, 100]).Sample((pt, eta, m) =>
        {
            double rapidity = One("rapidity(a, b, c)", pt, eta, m), e = One("energy(a, b, c)", pt, eta, m), pz = One("pz(a, b)", pt, eta);

            Assert.That(rapidity, Is.EqualTo(0.5 * Math.Log((e + pz) / (e - pz))).Within(1e-9));
            Assert.That(Math.Abs(rapidity), Is.LessThanOrEqualTo(Math.Abs(eta) * (1 + 1e-14)));
            Assert.That(One("rapidity(a, b, c)", pt, eta, pt * 1e-9), Is.EqualTo(eta).Within(1e-12));
        }, iter: 300);

    [Test]
    public void The_mass_of_two_objects_is_that_of_the_sum_of_their_vectors()
    {
        const string Sum = "mass(px(p, f) + px(q, g), py(p, f) + py(q, g), pz(p, h) + pz(q, i), energy(p, h, m) + energy(q, i, n))";
        using EntryBatch batch = FormulaEvents.Batch(
            Column.Create("p", 45.0, 30.0), Column.Create("h", 0.5, -1.0), Column.Create("f", 0.25, 3.0), Column.Create("m", 0.1, 5.0),
            Column.Create("q", 38.0, 20.0), Column.Create("i", -1.5, 2.0), Column.Create("g", 2.5, -3.0), Column.Create("n", 0.1, 8.0));

        using Column<double> sum = (Column<double>)Expression.Parse(Sum).Bind(batch.Schema).Evaluate(batch, "s");
        using Column<double> pair =
            (Column<double>)Expression.Parse("mass2(p, h, f, m, q, i, g, n)").Bind(batch.Schema).Evaluate(batch, "m2");

        Assert.That(sum.Values.ToArray(), Is.EqualTo(pair.Values.ToArray()).Within(1e-10).Percent);
    }

    private static double One(string formula, params double[] numbers)
    {
        using EntryBatch batch = FormulaEvents.Batch([.. numbers.Select((n, i) => Column.Create(((char)('a' + i)).ToString(), n))]);
        using Column<double> result = (Column<double>)Expression.Parse(formula).Bind(batch.Schema).Evaluate(batch, "r");
        return result.Values[0];
    }
}
