namespace Hep.Onnx;

/// <summary>
/// Operations on the objects of an entry, [n, objects, numbers], of which a mask [n, objects] of 0 and 1 says which exist. An entry
/// without any object gives 0.
/// </summary>
public static class OnnxSets
{
    /// <summary>What is taken from numbers of objects that do not exist, so that they never are the largest.</summary>
    private const float Absent = 1e30f;

    /// <summary>What is taken from the agreement with objects that do not exist, so that attention passes them by.</summary>
    private const float Unattended = 1e9f;

    extension(OnnxGraph graph)
    {
        /// <summary>The sum over existing objects, [n, numbers].</summary>
        public OnnxValue SumOfObjects(OnnxValue x, OnnxValue mask) => graph.SumAlongObjects(graph.Multiply(x, graph.AsColumn(mask)));

        /// <summary>The mean over existing objects, [n, numbers].</summary>
        public OnnxValue MeanOfObjects(OnnxValue x, OnnxValue mask) =>
            graph.Divide(graph.SumOfObjects(x, mask), graph.Clip(graph.CountOfObjects(mask), 1, float.MaxValue));

        /// <summary>The largest over existing objects, [n, numbers].</summary>
        public OnnxValue MaximumOfObjects(OnnxValue x, OnnxValue mask)
        {
            OnnxValue column = graph.AsColumn(mask);
            OnnxValue existing = graph.Add(graph.Multiply(x, column), graph.Scale(graph.Shift(column, -1), Absent));
            OnnxValue largest = graph.AddNode("ReduceMax", [x.Width], null, [existing.Name],
                OnnxAttributes.OfAll("axes", 1), OnnxAttributes.Of("keepdims", 0L));
            return graph.Multiply(largest, graph.Clip(graph.CountOfObjects(mask), 0, 1));
        }

        /// <summary>
        /// How much each object takes from each other, in several independent ways (heads): softmax(q·kᵀ / √d)·v over existing objects.
        /// </summary>
        /// <param name="queries">[n, objects, width].</param>
        /// <param name="keys">[n, objects, width].</param>
        /// <param name="values">[n, objects, width].</param>
        /// <param name="mask">[n, objects].</param>
        /// <param name="heads">The number of ways, which divides the width; d is the width of one.</param>
        /// <returns>[n, objects, width]; finite but meaningless where an object does not exist.</returns>
        public OnnxValue Attention(OnnxValue queries, OnnxValue keys, OnnxValue values, OnnxValue mask, int heads)
        {
            int objects = queries.Shape[0], width = queries.Width, part = width / heads;
            OnnxValue q = Split(queries, [1, 0, 2]), k = Split(keys, [1, 2, 0]), v = Split(values, [1, 0, 2]);
            OnnxValue agreement = graph.Scale(graph.MatMul(q, k), 1 / MathF.Sqrt(part));
            OnnxValue unattended = graph.Scale(graph.Shift(graph.Reshape(mask, 1, 1, objects), -1), Unattended);
            OnnxValue taken = graph.MatMul(graph.Softmax(graph.Add(agreement, unattended)), v);
            return graph.Reshape(graph.Transpose(taken, 1, 0, 2), objects, width);

            OnnxValue Split(OnnxValue x, IReadOnlyList<int> axes) => graph.Transpose(graph.Reshape(x, objects, heads, part), axes);
        }

        /// <summary>A mask [n, objects] beside numbers of objects: [n, objects, 1].</summary>
        public OnnxValue AsColumn(OnnxValue mask) => graph.Reshape(mask, mask.Width, 1);

        private OnnxValue CountOfObjects(OnnxValue mask) => graph.SumAlongObjects(graph.AsColumn(mask));

        private OnnxValue SumAlongObjects(OnnxValue x) =>
            graph.AddNode("ReduceSum", [x.Width], null, [x.Name, graph.AddIntegers("axes", 1)], OnnxAttributes.Of("keepdims", 0L));

        private OnnxValue MatMul(OnnxValue x, OnnxValue y) =>
            graph.AddNode("MatMul", [.. x.Shape.SkipLast(1), y.Width], null, [x.Name, y.Name]);
    }
}
