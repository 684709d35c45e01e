using System.Reflection;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// Builds the graph of a model, layer by layer: opset 17, IR version 8, which ONNX Runtime and the other tools in use accept alike.
/// Every value is float32 with a free first axis, [n, …]; the operations are extensions: <see cref="OnnxLayers"/>,
/// <see cref="OnnxActivations"/>, <see cref="OnnxArithmetic"/>, <see cref="OnnxShaping"/>, <see cref="OnnxSets"/> and
/// <see cref="OnnxImages"/>.
/// </summary>
public sealed class OnnxGraph
{
    private const string BatchAxis = "n";

    private readonly ModelProto _model;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>An empty graph.</summary>
    public OnnxGraph(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AssemblyName self = typeof(OnnxGraph).Assembly.GetName();
        _model = new ModelProto
        {
            IrVersion = 8,
            ProducerName = self.Name!,
            ProducerVersion = self.Version!.ToString(3),
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } },
            Graph = new GraphProto { Name = name },
        };
    }

    /// <summary>Adds an input [n, shape].</summary>
    /// <exception cref="ArgumentException">The graph has a value of that name, or an axis is not positive.</exception>
    public OnnxValue AddInput(string name, params IReadOnlyList<int> shape)
    {
        foreach (int length in shape) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(shape));
        if (!_names.Add(name)) throw new ArgumentException($"The graph has a value '{name}' already.", nameof(name));
        OnnxValue input = new(name, shape);
        _model.Graph.Input.Add(Describe(input));
        return input;
    }

    /// <summary>Makes a value an output of the model, under the name by which it is fetched.</summary>
    /// <exception cref="ArgumentException">The graph has a value of that name.</exception>
    public void AddOutput(string name, OnnxValue value)
    {
        _model.Graph.Output.Add(Describe(AddNode("Identity", value.Shape, name, [value.Name])));
    }

    /// <summary>The model so far. Building on afterwards does not change it.</summary>
    /// <exception cref="InvalidOperationException">The graph has no output.</exception>
    public OnnxModel ToModel()
    {
        if (_model.Graph.Output.Count == 0)
            throw new InvalidOperationException($"The graph '{_model.Graph.Name}' has no output: AddOutput names one.");
        return new OnnxModel(_model.Clone());
    }

    /// <summary>Adds an operation with one result.</summary>
    /// <param name="op">ONNX' name of the operator.</param>
    /// <param name="shape">The axes of one entry of the result.</param>
    /// <param name="name">The name of node and result; made from the operator's where null.</param>
    /// <param name="inputs">Names of values and constants.</param>
    /// <param name="attributes">What the operator takes besides.</param>
    internal OnnxValue AddNode(
        string op, IReadOnlyList<int> shape, string? name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        AddNode(op, "", shape, name, inputs, attributes);

    /// <summary>Adds an operation of another domain, which is to be imported.</summary>
    internal OnnxValue AddNode(string op, string domain, IReadOnlyList<int> shape, string? name, ReadOnlySpan<string> inputs,
        params ReadOnlySpan<AttributeProto> attributes)
    {
        string result = name ?? Unused(op.ToLowerInvariant());
        if (!_names.Add(result)) throw new ArgumentException($"The graph has a value '{result}' already.", nameof(name));
        NodeProto node = new() { OpType = op, Name = result, Output = { result } };
        if (domain.Length > 0) node.Domain = domain;
        foreach (string input in inputs) node.Input.Add(input);
        foreach (AttributeProto attribute in attributes) node.Attribute.Add(attribute);
        _model.Graph.Node.Add(node);
        return new OnnxValue(result, shape);
    }

    /// <summary>Says that the graph has operators of a domain besides ONNX' own.</summary>
    internal void Import(string domain, int version)
    {
        if (_model.OpsetImport.All(o => o.Domain != domain))
            _model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
    }

    /// <summary>Adds weights under a name that starts with <paramref name="name"/>; their length must be the shape's product.</summary>
    internal string AddConstant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        AddTensor(name, TensorProto.Types.DataType.Float, MemoryMarshal.Cast<float, int>(values), sizeof(float), shape);

    /// <summary>Adds whole numbers, as axes and indices are.</summary>
    internal string AddIntegers(string name, params ReadOnlySpan<int> values)
    {
        long[] wide = new long[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = values[i];
        return AddTensor(name, TensorProto.Types.DataType.Int64, MemoryMarshal.Cast<long, int>(wide.AsSpan()), sizeof(long), wide.Length);
    }

    private string AddTensor(
        string name, TensorProto.Types.DataType type, ReadOnlySpan<int> words, int elementBytes, params ReadOnlySpan<int> shape)
    {
        int expected = 1, count = words.Length * sizeof(int) / elementBytes;
        foreach (int length in shape) expected = checked(expected * length);
        if (expected != count)
            throw new ArgumentException(
                $"'{name}' of shape [{string.Join(", ", shape.ToArray())}] needs {expected} numbers, {count} were given.");
        string unused = Unused(name);
        _names.Add(unused);
        TensorProto tensor = new() { Name = unused, DataType = (int)type, RawData = LittleEndian(words, elementBytes) };
        foreach (int length in shape) tensor.Dims.Add(length);
        _model.Graph.Initializer.Add(tensor);
        return unused;
    }

    private string Unused(string stem)
    {
        string name = stem;
        for (int i = 1; _names.Contains(name); i++) name = $"{stem}_{i}";
        return name;
    }

    private static ByteString LittleEndian(ReadOnlySpan<int> words, int elementBytes)
    {
        byte[] bytes = MemoryMarshal.AsBytes(words).ToArray();
        if (!BitConverter.IsLittleEndian)
            for (int at = 0; at < bytes.Length; at += elementBytes) bytes.AsSpan(at, elementBytes).Reverse();
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static ValueInfoProto Describe(OnnxValue value)
    {
        TensorShapeProto shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = BatchAxis } } };
        foreach (int length in value.Shape) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = length });
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = tensor } };
    }
}
