using Onnx;

namespace Hep.Onnx;

/// <summary>Sums of decision trees, an operator of the domain <c>ai.onnx.ml</c>, and what makes of a mask the NaN that they know.</summary>
public static class OnnxTrees
{
    private const string Domain = "ai.onnx.ml";
    private const int Version = 3;   // of opset 17's time (Versioning.md of onnx); the operator is that of version 1

    extension(OnnxGraph graph)
    {
        /// <summary>
        /// For each row and output the sum of trees: TreeEnsembleRegressor, which classifications use as well, with a function behind it
        /// that makes probabilities of the sums.
        /// </summary>
        /// <param name="x">[n, in]; NaN goes the way that the trees have for it.</param>
        /// <param name="trees">The trees of each output.</param>
        /// <param name="bases">What each output has beside its trees.</param>
        /// <param name="name">The node's name.</param>
        /// <returns>[n, outputs].</returns>
        /// <exception cref="ArgumentException">
        /// There is no tree, one asks for numbers that x does not have, or there are not as many bases as outputs.
        /// </exception>
        public OnnxValue TreeEnsemble(
            OnnxValue x, IReadOnlyList<IReadOnlyList<DecisionTree>> trees, ReadOnlySpan<float> bases, string name)
        {
            if (bases.Length != trees.Count)
                throw new ArgumentException($"{trees.Count} outputs have {bases.Length} bases.", nameof(bases));
            int width = trees.SelectMany(t => t).Select(t => t.Width).DefaultIfEmpty(-1).Max();
            if (width < 0) throw new ArgumentException("A sum of trees has a tree.", nameof(trees));
            if (width > x.Width)
                throw new ArgumentException($"'{name}' asks for {width} numbers of a row, '{x.Name}' has {x.Width}.", nameof(trees));
            graph.Import(Domain, Version);
            return graph.AddNode(
                "TreeEnsembleRegressor", Domain, [bases.Length], name, [x.Name], new TreeColumns(trees).ToAttributes(bases));
        }

        /// <summary>x where the mask is 1, and NaN where it is 0.</summary>
        /// <exception cref="ArgumentException">Their widths differ.</exception>
        public OnnxValue NanWhereMasked(OnnxValue x, OnnxValue mask)
        {
            if (x.Width != mask.Width) throw new ArgumentException($"'{x.Name}' has rows of {x.Width}, '{mask.Name}' of {mask.Width}.");
            OnnxValue usable = graph.AddNode(
                "Cast", mask.Shape, null, [mask.Name], OnnxAttributes.Of("to", (long)TensorProto.Types.DataType.Bool));
            return graph.AddNode("Where", x.Shape, null, [usable.Name, x.Name, graph.AddConstant("missing", [float.NaN])]);
        }
    }
}
