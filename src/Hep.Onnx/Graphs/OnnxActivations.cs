namespace Hep.Onnx;

/// <summary>Functions without weights, element by element unless they say otherwise; parameters as PyTorch sets them by default.</summary>
public static class OnnxActivations
{
    extension(OnnxGraph graph)
    {
        /// <summary>max(x, 0).</summary>
        public OnnxValue Relu(OnnxValue x) => graph.AddNode("Relu", x.Shape, null, [x.Name]);

        /// <summary>x where positive, else alpha·x.</summary>
        public OnnxValue LeakyRelu(OnnxValue x, float alpha = 0.01f) =>
            graph.AddNode("LeakyRelu", x.Shape, null, [x.Name], OnnxAttributes.Of("alpha", alpha));

        /// <summary>x where positive, else alpha·(exp(x) − 1).</summary>
        public OnnxValue Elu(OnnxValue x, float alpha = 1) =>
            graph.AddNode("Elu", x.Shape, null, [x.Name], OnnxAttributes.Of("alpha", alpha));

        /// <summary>The scaled exponential unit, whose constants keep mean 0 and variance 1.</summary>
        public OnnxValue Selu(OnnxValue x) => graph.AddNode("Selu", x.Shape, null, [x.Name]);

        /// <summary>The hyperbolic tangent.</summary>
        public OnnxValue Tanh(OnnxValue x) => graph.AddNode("Tanh", x.Shape, null, [x.Name]);

        /// <summary>1 / (1 + exp(−x)).</summary>
        public OnnxValue Sigmoid(OnnxValue x) => graph.AddNode("Sigmoid", x.Shape, null, [x.Name]);

        /// <summary>ln(1 + exp(x)).</summary>
        public OnnxValue Softplus(OnnxValue x) => graph.AddNode("Softplus", x.Shape, null, [x.Name]);

        /// <summary>x·sigmoid(x).</summary>
        public OnnxValue Silu(OnnxValue x) => graph.AddNode("Mul", x.Shape, null, [x.Name, graph.Sigmoid(x).Name]);

        /// <summary>
        /// x·Φ(x) with the normal distribution's Φ by the error function; ONNX has an operator of its own only from opset 20 on.
        /// </summary>
        public OnnxValue Gelu(OnnxValue x)
        {
            OnnxValue erf = graph.AddNode("Erf", x.Shape, null, [graph.Scale(x, MathF.Sqrt(0.5f)).Name]);
            return graph.Scale(graph.Multiply(x, graph.Shift(erf, 1)), 0.5f);
        }

        /// <summary>Positive numbers that sum to 1 along the last axis.</summary>
        public OnnxValue Softmax(OnnxValue x) => graph.AddNode("Softmax", x.Shape, null, [x.Name], OnnxAttributes.Of("axis", -1));

        /// <summary>Positive numbers divided by their sum along the last axis.</summary>
        public OnnxValue Shares(OnnxValue x) => graph.AddNode(
            "LpNormalization", x.Shape, null, [x.Name], OnnxAttributes.Of("axis", -1), OnnxAttributes.Of("p", 1));

        /// <summary>
        /// The sigmoids of x divided by their sum along the last axis: as a softmax of their logarithms, which sees the smallest of them.
        /// </summary>
        public OnnxValue NormalizedSigmoid(OnnxValue x) => graph.Softmax(graph.Negated(graph.Softplus(graph.Negated(x))));

        private OnnxValue Negated(OnnxValue x) => graph.AddNode("Neg", x.Shape, null, [x.Name]);
    }
}
