namespace Hep.Jagged;

/// <summary>Kernels made from functions of one element.</summary>
/// <remarks>
/// TensorPrimitives has vector forms of exp, log, sin and their like, but their last bit depends on where an element stands
/// in its span. One event then scores differently alone and among others, so these run element by element.
/// </remarks>
internal static class Elementwise
{
    /// <summary>A function of one number.</summary>
    public static Kernel<double> Of(Func<double, double> function) => (arguments, to) =>
    {
        ReadOnlySpan<double> x = arguments[0];
        for (int i = 0; i < to.Length; i++) to[i] = function(x[i]);
    };

    /// <summary>A function of two numbers.</summary>
    public static Kernel<double> Of(Func<double, double, double> function) => (arguments, to) =>
    {
        ReadOnlySpan<double> x = arguments[0], y = arguments[1];
        for (int i = 0; i < to.Length; i++) to[i] = function(x[i], y[i]);
    };

    /// <summary>A function of three numbers.</summary>
    public static Kernel<double> Of(Func<double, double, double, double> function) => (arguments, to) =>
    {
        ReadOnlySpan<double> x = arguments[0], y = arguments[1], z = arguments[2];
        for (int i = 0; i < to.Length; i++) to[i] = function(x[i], y[i], z[i]);
    };

    /// <summary>A function of four numbers.</summary>
    public static Kernel<double> Of(Func<double, double, double, double, double> function) => (arguments, to) =>
    {
        ReadOnlySpan<double> x = arguments[0], y = arguments[1], z = arguments[2], w = arguments[3];
        for (int i = 0; i < to.Length; i++) to[i] = function(x[i], y[i], z[i], w[i]);
    };

    /// <summary><c>if(c, a, b)</c> for elements of any one type.</summary>
    public static void Choose<T>(Arguments arguments, Span<T> to) where T : unmanaged
    {
        ReadOnlySpan<bool> condition = arguments.Get<bool>(0);
        ReadOnlySpan<T> yes = arguments.Get<T>(1), no = arguments.Get<T>(2);
        for (int i = 0; i < to.Length; i++) to[i] = condition[i] ? yes[i] : no[i];
    }

    /// <summary>Power; squares, the most common one by far, without the library call.</summary>
    public static double Power(double x, double y) => y == 2 ? x * x : Math.Pow(x, y);
}
