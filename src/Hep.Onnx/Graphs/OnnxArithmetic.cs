namespace Hep.Onnx;

/// <summary>Element by element, over values of one rank: an axis of length 1 stands for each place of the other's.</summary>
public static class OnnxArithmetic
{
    extension(OnnxGraph graph)
    {
        /// <summary>x + y.</summary>
        /// <exception cref="ArgumentException">The shapes do not go together.</exception>
        public OnnxValue Add(OnnxValue x, OnnxValue y) => graph.AddNode("Add", Joined(x, y), null, [x.Name, y.Name]);

        /// <summary>x·y.</summary>
        /// <exception cref="ArgumentException">The shapes do not go together.</exception>
        public OnnxValue Multiply(OnnxValue x, OnnxValue y) => graph.AddNode("Mul", Joined(x, y), null, [x.Name, y.Name]);

        /// <summary>x / y.</summary>
        /// <exception cref="ArgumentException">The shapes do not go together.</exception>
        public OnnxValue Divide(OnnxValue x, OnnxValue y) => graph.AddNode("Div", Joined(x, y), null, [x.Name, y.Name]);

        /// <summary>x times a number, or times one number for each place of the last axis.</summary>
        /// <exception cref="ArgumentException">There is neither one factor nor one for each place.</exception>
        public OnnxValue Scale(OnnxValue x, params ReadOnlySpan<float> factors) =>
            graph.AddNode("Mul", x.Shape, null, [x.Name, graph.AddConstant("factor", factors, factors.Length == 1 ? 1 : x.Width)]);

        /// <summary>x plus a number, or plus one number for each place of the last axis.</summary>
        /// <exception cref="ArgumentException">There is neither one summand nor one for each place.</exception>
        public OnnxValue Shift(OnnxValue x, params ReadOnlySpan<float> summands) =>
            graph.AddNode("Add", x.Shape, null, [x.Name, graph.AddConstant("summand", summands, summands.Length == 1 ? 1 : x.Width)]);

        /// <summary>x, at least <paramref name="low"/> and at most <paramref name="high"/>.</summary>
        public OnnxValue Clip(OnnxValue x, float low, float high) =>
            graph.AddNode("Clip", x.Shape, null, [x.Name, graph.AddConstant("low", [low]), graph.AddConstant("high", [high])]);
    }

    private static int[] Joined(OnnxValue x, OnnxValue y)
    {
        if (x.Shape.Count == y.Shape.Count && x.Shape.Zip(y.Shape).All(l => l.First == l.Second || l.First == 1 || l.Second == 1))
            return [.. x.Shape.Zip(y.Shape, Math.Max)];
        throw new ArgumentException(
            $"[n, {string.Join(", ", x.Shape)}] of '{x.Name}' does not go with [n, {string.Join(", ", y.Shape)}] of '{y.Name}'.");
    }
}
