namespace Hep.Jagged;

/// <summary>Angles and masses of particles given by transverse momentum, pseudorapidity, azimuth and mass.</summary>
internal static class Kinematics
{
    /// <summary>a − b in (−π, π].</summary>
    public static double DeltaPhi(double a, double b)
    {
        double difference = Math.IEEERemainder(a - b, 2 * Math.PI);
        return difference <= -Math.PI ? difference + 2 * Math.PI : difference;
    }

    /// <summary>Δη and Δφ added in quadrature, of <c>eta1, phi1, eta2, phi2</c>.</summary>
    public static void DeltaR(Arguments arguments, Span<double> to)
    {
        ReadOnlySpan<double> eta1 = arguments[0], phi1 = arguments[1], eta2 = arguments[2], phi2 = arguments[3];
        for (int i = 0; i < to.Length; i++) to[i] = double.Hypot(eta1[i] - eta2[i], DeltaPhi(phi1[i], phi2[i]));
    }

    /// <summary>The invariant mass of two objects, of <c>pt1, eta1, phi1, m1, pt2, eta2, phi2, m2</c>.</summary>
    public static void Mass2(Arguments arguments, Span<double> to)
    {
        ReadOnlySpan<double> pt1 = arguments[0], eta1 = arguments[1], phi1 = arguments[2], m1 = arguments[3];
        ReadOnlySpan<double> pt2 = arguments[4], eta2 = arguments[5], phi2 = arguments[6], m2 = arguments[7];
        for (int i = 0; i < to.Length; i++)
            to[i] = Mass(pt1[i], pt2[i], Math.Cosh(eta1[i]), Math.Cosh(eta2[i]), eta1[i] - eta2[i], phi1[i] - phi2[i],
                m1[i] * m1[i], m2[i] * m2[i]);
    }

    // M² = m1² + m2² + 2 (E1 E2 − p1·p2), written as a sum of terms that are never negative: near-collinear pairs keep their digits.
    // E1 E2 − |p1||p2| = (m1² p2² + m2² p1² + m1² m2²) / (E1 E2 + |p1||p2|),
    // |p1||p2| − p1·p2 = 2 pt1 pt2 (sinh²(Δη/2) + sin²(Δφ/2)).
    private static double Mass(
        double pt1, double pt2, double cosh1, double cosh2, double deltaEta, double deltaPhi, double square1, double square2)
    {
        double p1 = pt1 * cosh1, p2 = pt2 * cosh2;
        double energies = Math.Sqrt(p1 * p1 + square1) * Math.Sqrt(p2 * p2 + square2);
        double masses = square1 * p2 * p2 + square2 * p1 * p1 + square1 * square2;
        double fromMasses = masses == 0 ? 0 : masses / (energies + p1 * p2);
        double sinhEta = Math.Sinh(deltaEta / 2), sinPhi = Math.Sin(deltaPhi / 2);
        return Math.Sqrt(square1 + square2 + 2 * fromMasses + 4 * pt1 * pt2 * (sinhEta * sinhEta + sinPhi * sinPhi));
    }
}
