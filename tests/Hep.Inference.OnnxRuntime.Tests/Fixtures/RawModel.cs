using System.Text;

namespace Hep.Inference.Testing;

/// <summary>
/// ONNX models written field by field (numbers: onnx-ml.proto), as no exporter would: what a hostile upload looks like.
/// </summary>
internal static class RawModel
{
    /// <summary>A model of one graph: opset 17, IR version 8.</summary>
    public static byte[] Model(byte[] graph, params byte[][] more) => ModelOf(17, graph, more);

    /// <summary>A model of one graph.</summary>
    public static byte[] ModelOf(long opset, byte[] graph, params byte[][] more) =>
        Join([Number(1, 8), Opset("", opset), Field(7, graph), .. more]);

    /// <summary>Which operators a model or a function takes from where.</summary>
    public static byte[] Opset(string domain, long version, int field = 8) => Field(field, Text(1, domain), Number(2, version));

    /// <summary>A graph: <c>x</c> [1, 4] in, <c>y</c> out.</summary>
    public static byte[] Graph(params byte[][] parts) => Join([.. parts, Text(2, "g"), Value(11, "x"), Value(12, "y")]);

    /// <summary>A graph without inputs or outputs of its own, for attributes.</summary>
    public static byte[] Body(params byte[][] parts) => Join([.. parts, Text(2, "b"), Value(12, "b_out")]);

    /// <summary>A node of a graph, with attributes.</summary>
    public static byte[] Node(string op, string[] inputs, string[] outputs, params byte[][] attributes) =>
        NodeOf("", op, inputs, outputs, attributes);

    /// <summary>A node of another domain.</summary>
    public static byte[] NodeOf(string domain, string op, string[] inputs, string[] outputs, params byte[][] attributes) =>
        Field(1, NodeBytes(domain, op, inputs, outputs, attributes));

    /// <summary>A function of the model: <c>in</c> to <c>out</c>.</summary>
    public static byte[] Function(string domain, string name, params byte[][] nodes) =>
        Field(25, [Text(1, name), Text(4, "in"), Text(5, "out"), .. nodes.Select(n => Field(7, n)), Opset("", 17, 9), Opset(domain, 1, 9),
            Text(10, domain)]);

    /// <summary>The bytes of a node, as functions hold them.</summary>
    public static byte[] NodeBytes(string domain, string op, string[] inputs, string[] outputs, params byte[][] attributes) =>
        Join([.. inputs.Select(i => Text(1, i)), .. outputs.Select(o => Text(2, o)), Text(4, op), Text(7, domain),
            .. attributes.Select(a => Field(5, a))]);

    public static byte[] GraphAttribute(string name, byte[] graph) => Join([Text(1, name), Field(6, graph), Number(20, 5)]);

    public static byte[] TensorAttribute(string name, byte[] tensor) => Join([Text(1, name), Field(5, tensor), Number(20, 4)]);

    public static byte[] TextAttribute(string name, string value) => Join([Text(1, name), Text(4, value), Number(20, 3)]);

    public static byte[] NumbersAttribute(string name, params long[] values) =>
        Join([Text(1, name), .. values.Select(v => Number(8, v)), Number(20, 7)]);

    /// <summary>A constant of whole numbers in a graph.</summary>
    public static byte[] Constant(string name, params long[] values) => Field(5, TensorOf(name, values));

    /// <summary>A tensor of whole numbers, one axis.</summary>
    public static byte[] TensorOf(string name, params long[] values) =>
        Join([Number(1, values.Length), Number(2, 7), .. values.Select(v => Number(7, v)), Text(8, name)]);

    /// <summary>A tensor that claims to be in a file.</summary>
    public static byte[] ExternalTensor(string name, string location = "/etc/passwd") => Join(
        [Number(1, 4), Number(2, 1), Text(8, name), Field(13, Text(1, "location"), Text(2, location)), Number(14, 1)]);

    public static byte[] Field(int number, params byte[][] parts)
    {
        byte[] content = Join(parts);
        return Join([Varint((ulong)(number << 3 | 2)), Varint((ulong)content.Length), content]);
    }

    public static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Number(int number, long value) => Join([Varint((ulong)(number << 3)), Varint((ulong)value)]);

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    private static byte[] Value(int field, string name) =>
        Field(field, Text(1, name), Field(2, Field(1, Number(1, 1), Field(2, Field(1, Number(1, 1)), Field(1, Number(1, 4))))));

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
