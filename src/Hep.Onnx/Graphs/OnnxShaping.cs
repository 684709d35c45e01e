namespace Hep.Onnx;

/// <summary>The same numbers in another arrangement.</summary>
public static class OnnxShaping
{
    extension(OnnxGraph graph)
    {
        /// <summary>The entry's numbers, in their order, with other axes.</summary>
        /// <exception cref="ArgumentException">The axes hold another number of elements.</exception>
        public OnnxValue Reshape(OnnxValue x, params IReadOnlyList<int> shape)
        {
            OnnxValue result = new(x.Name, shape);
            if (result.Count != x.Count)
                throw new ArgumentException($"The {x.Count} numbers of '{x.Name}' do not fill [n, {string.Join(", ", shape)}].");
            return graph.AddNode("Reshape", shape, null, [x.Name, graph.AddIntegers("shape", [-1, .. shape])]);
        }

        /// <summary>The axes of an entry in another order, told by their numbers from 0.</summary>
        public OnnxValue Transpose(OnnxValue x, params IReadOnlyList<int> axes) =>
            graph.AddNode("Transpose", [.. axes.Select(a => x.Shape[a])], null, [x.Name],
                OnnxAttributes.OfAll("perm", [0, .. axes.Select(a => a + 1)]));

        /// <summary>Some places of the last axis, in this order.</summary>
        public OnnxValue Columns(OnnxValue x, IReadOnlyList<int> columns) =>
            columns.Count == x.Width && columns.Index().All(c => c.Index == c.Item) ? x
                : graph.AddNode("Gather", [.. x.Shape.SkipLast(1), columns.Count], null,
                    [x.Name, graph.AddIntegers("columns", [.. columns])], OnnxAttributes.Of("axis", -1));

        /// <summary>Values beside one another along the last axis.</summary>
        public OnnxValue Concat(params IReadOnlyList<OnnxValue> values) => graph.ConcatAlong(values[0].Shape.Count - 1, values);

        /// <summary>Objects of several collections behind one another: [n, a, w] and [n, b, w] make [n, a + b, w].</summary>
        public OnnxValue ConcatObjects(params IReadOnlyList<OnnxValue> values) => graph.ConcatAlong(0, values);

        private OnnxValue ConcatAlong(int axis, IReadOnlyList<OnnxValue> values)
        {
            if (values.Count == 1) return values[0];
            int[] shape = [.. values[0].Shape];
            shape[axis] = 0;
            foreach (OnnxValue value in values) shape[axis] = checked(shape[axis] + value.Shape[axis]);
            return graph.AddNode("Concat", shape, null, [.. values.Select(v => v.Name)], OnnxAttributes.Of("axis", axis + 1L));
        }
    }
}
