namespace Hep.Jagged;

/// <summary>
/// The functions of formulas that are written in C#: <c>using static Hep.Jagged.Formula;</c>. Each has the name that it has in the text of
/// an <see cref="Expression"/>, and works on numbers, on lists element by element, and on both: one value an entry goes with each element.
/// </summary>
public static class Formula
{
    /// <summary>|x|.</summary>
    public static Term Abs(Term x) => Term.Call("abs", x);

    /// <summary>√x; NaN below 0.</summary>
    public static Term Sqrt(Term x) => Term.Call("sqrt", x);

    /// <summary>The exponential.</summary>
    public static Term Exp(Term x) => Term.Call("exp", x);

    /// <summary>The natural logarithm.</summary>
    public static Term Log(Term x) => Term.Call("log", x);

    /// <summary>The decimal logarithm.</summary>
    public static Term Log10(Term x) => Term.Call("log10", x);

    /// <summary>x to the power of y, the text's <c>x ^ y</c>.</summary>
    public static Term Pow(Term x, Term y) => new(new BinaryNode(0, "^", x.Node, y.Node));

    /// <summary>The sine of an angle in radians.</summary>
    public static Term Sin(Term x) => Term.Call("sin", x);

    /// <summary>The cosine of an angle in radians.</summary>
    public static Term Cos(Term x) => Term.Call("cos", x);

    /// <summary>The tangent of an angle in radians.</summary>
    public static Term Tan(Term x) => Term.Call("tan", x);

    /// <summary>The angle of the point (x, y), in [−π, π].</summary>
    public static Term Atan2(Term y, Term x) => Term.Call("atan2", y, x);

    /// <summary>The hyperbolic sine.</summary>
    public static Term Sinh(Term x) => Term.Call("sinh", x);

    /// <summary>The hyperbolic cosine.</summary>
    public static Term Cosh(Term x) => Term.Call("cosh", x);

    /// <summary>x, but at least <paramref name="lo"/> and at most <paramref name="hi"/>.</summary>
    public static Term Clip(Term x, Term lo, Term hi) => Term.Call("clip", x, lo, hi);

    /// <summary>The smaller of two numbers; NaN where one is.</summary>
    public static Term Min(Term a, Term b) => Term.Call("min", a, b);

    /// <summary>The larger of two numbers; NaN where one is.</summary>
    public static Term Max(Term a, Term b) => Term.Call("max", a, b);

    /// <summary>a where the condition holds, otherwise b; b where the condition is NaN.</summary>
    public static Term If(Term condition, Term a, Term b) => Term.Call("if", condition, a, b);

    /// <summary>Whether it is NaN.</summary>
    public static Term IsNaN(Term x) => Term.Call("isnan", x);

    /// <summary>pt cos φ.</summary>
    public static Term Px(Term pt, Term phi) => Term.Call("px", pt, phi);

    /// <summary>pt sin φ.</summary>
    public static Term Py(Term pt, Term phi) => Term.Call("py", pt, phi);

    /// <summary>pt sinh η.</summary>
    public static Term Pz(Term pt, Term eta) => Term.Call("pz", pt, eta);

    /// <summary>√(p² + m²); a mass below 0 stands for m² = −|m|², and the energy is at least 0.</summary>
    public static Term Energy(Term pt, Term eta, Term m) => Term.Call("energy", pt, eta, m);

    /// <summary>Rapidity along the beam; η for massless objects.</summary>
    public static Term Rapidity(Term pt, Term eta, Term m) => Term.Call("rapidity", pt, eta, m);

    /// <summary>The transverse momentum.</summary>
    public static Term Pt(Term px, Term py) => Term.Call("pt", px, py);

    /// <summary>Pseudorapidity: ±∞ along the beam, 0 for a momentum of 0.</summary>
    public static Term Eta(Term px, Term py, Term pz) => Term.Call("eta", px, py, pz);

    /// <summary>Azimuth in [−π, π].</summary>
    public static Term Phi(Term px, Term py) => Term.Call("phi", px, py);

    /// <summary>√(e² − p²), or −√(p² − e²) of a space-like vector.</summary>
    public static Term Mass(Term px, Term py, Term pz, Term e) => Term.Call("mass", px, py, pz, e);

    /// <summary>a − b in (−π, π].</summary>
    public static Term DeltaPhi(Term a, Term b) => Term.Call("delta_phi", a, b);

    /// <summary>Δη and Δφ in quadrature.</summary>
    public static Term DeltaR(Term eta1, Term phi1, Term eta2, Term phi2) => Term.Call("delta_r", eta1, phi1, eta2, phi2);

    /// <summary>The invariant mass of two objects, not its square; of a mass the size counts, whatever its sign.</summary>
    public static Term Mass2(Term pt1, Term eta1, Term phi1, Term m1, Term pt2, Term eta2, Term phi2, Term m2) =>
        Term.Call("mass2", pt1, eta1, phi1, m1, pt2, eta2, phi2, m2);

    /// <summary>For each pair i &lt; j of a list the value of object i. Pairs grow with the square of the objects.</summary>
    public static Term PairFirst(Term list) => Term.Call("pair_first", list);

    /// <summary>For each pair i &lt; j of a list the value of object j.</summary>
    public static Term PairSecond(Term list) => Term.Call("pair_second", list);

    /// <summary>For each pair of an object of one list and one of another the value of the first; the first varies slowest.</summary>
    public static Term PairFirst(Term list1, Term list2) => Term.Call("pair_first", list1, list2);

    /// <summary>For each pair of an object of one list and one of another the value of the second.</summary>
    public static Term PairSecond(Term list1, Term list2) => Term.Call("pair_second", list1, list2);
}
