namespace Hep.Root.IO.Objects;

/// <summary>Intervals of a probability from what passed of a number of trials.</summary>
internal static class BinomialInterval
{
    private const int Steps = 200;

    /// <summary>Clopper and Pearson's (Biometrika 26, 404): the ends are quantiles of beta distributions.</summary>
    public static (double Low, double High) ClopperPearson(double passed, double total, double level)
    {
        if (!(total > 0) || !(passed >= 0) || !(passed <= total)) return (double.NaN, double.NaN);
        double tail = (1 - level) / 2;
        double low = passed == 0 ? 0 : Quantile(tail, passed, total - passed + 1);
        double high = passed == total ? 1 : Quantile(1 - tail, passed + 1, total - passed);
        return (low, high);
    }

    // The beta distribution rises from 0 to 1: halving finds any of its values.
    private static double Quantile(double probability, double a, double b)
    {
        (double low, double high) = (0, 1);
        for (int i = 0; i < Steps && high - low > 1e-15; i++)
        {
            double middle = (low + high) / 2;
            if (Cumulative(middle, a, b) < probability) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    // The regularized incomplete beta function by its continued fraction, which converges on the near side of the mean (DLMF 8.17.22).
    private static double Cumulative(double x, double a, double b)
    {
        if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - Cumulative(1 - x, b, a);
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), fraction = d;
        for (int m = 1; m < 10_000; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            fraction *= c * d;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            fraction *= c * d;
            if (Math.Abs(c * d - 1) < 1e-15) break;
        }
        return Math.Clamp(front * fraction, 0, 1);
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;

    // Stirling's series, behind enough steps of the recurrence that five terms reach float64.
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 15; x++) shift -= Math.Log(x);
        double i = 1 / (x * x);
        double series = (1.0 / 12 - i * (1.0 / 360 - i * (1.0 / 1260 - i * (1.0 / 1680 - i / 1188)))) / x;
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }
}
