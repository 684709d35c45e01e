namespace Hep.Jagged;

/// <summary>
/// Four-vectors, one number at a time: components from transverse momentum, pseudorapidity, azimuth and mass, and these from components.
/// </summary>
/// <remarks>
/// A mass below 0 stands for m² = −|m|², as ROOT's and vector's four-vectors have it: what <see cref="Mass"/> makes of a space-like
/// vector, <see cref="Energy"/> turns back into its energy.
/// </remarks>
internal static class FourVectors
{
    private static readonly double LogOf2 = Math.Log(2);

    public static double Px(double pt, double phi) => pt * Math.Cos(phi);

    public static double Py(double pt, double phi) => pt * Math.Sin(phi);

    public static double Pz(double pt, double eta) => pt * Math.Sinh(eta);

    /// <summary>√(p² + m²); of a mass below 0 √(p² − m²), at least 0.</summary>
    public static double Energy(double pt, double eta, double m)
    {
        double p = pt * Math.Cosh(eta);
        return m < 0 ? Math.Sqrt(Math.Max((p + m) * (p - m), 0)) : double.Hypot(p, m);
    }

    /// <summary>
    /// arsinh(pz / mT) with mT² = pt² + m²; exactly η where the mass is 0. NaN where mT² is negative.
    /// </summary>
    public static double Rapidity(double pt, double eta, double m)
    {
        if (m == 0 && !double.IsNaN(pt)) return eta;
        double transverse = m < 0 ? Math.Sqrt((pt + m) * (pt - m)) : double.Hypot(pt, m);
        return Math.Asinh(Pz(pt, eta) / transverse);
    }

    public static double Pt(double px, double py) => double.Hypot(px, py);

    /// <summary>arsinh(pz / pt): no digits are lost near the axis. On it ±∞, and 0 for a vector without length, as ROOT has it.</summary>
    public static double Eta(double px, double py, double pz)
    {
        double pt = double.Hypot(px, py);
        if (pz == 0 && pt == 0) return 0;
        double slope = pz / pt;
        // A slope beyond float64 still has a logarithm.
        return double.IsInfinity(slope) && double.IsFinite(pz) && pt > 0
            ? Math.CopySign(Math.Log(Math.Abs(pz)) - Math.Log(pt) + LogOf2, pz)
            : Math.Asinh(slope);
    }

    /// <summary>In [−π, π]; 0 for a vector along the axis.</summary>
    public static double Phi(double px, double py) => Math.Atan2(py, px);

    /// <summary>√(e² − p²), or −√(p² − e²) where that is more; as a product, which loses no digits of what is left.</summary>
    public static double Mass(double px, double py, double pz, double e)
    {
        double p = double.Hypot(double.Hypot(px, py), pz), energy = Math.Abs(e), difference = energy - p, sum = energy + p;
        double square = Math.Abs(difference) * sum;
        double mass = double.IsNormal(square) ? Math.Sqrt(square) : Math.Sqrt(Math.Abs(difference)) * Math.Sqrt(sum);
        return Math.CopySign(mass, difference);
    }
}
