using System.Reflection;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Hep.Onnx;

/// <summary>
/// Builds the graph of a model, layer by layer: opset 17, IR version 8, which ONNX Runtime and the other tools in use accept alike.
/// Every value is [n, width] float32; what the layers are is in <see cref="OnnxLayers"/> and <see cref="OnnxActivations"/>.
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

    /// <summary>Adds an input [n, width].</summary>
    /// <exception cref="ArgumentException">The graph has a value of that name.</exception>
    public OnnxValue AddInput(string name, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (!_names.Add(name)) throw new ArgumentException($"The graph has a value '{name}' already.", nameof(name));
        _model.Graph.Input.Add(Describe(name, width));
        return new OnnxValue(name, width);
    }

    /// <summary>Makes a value an output of the model, under the name by which it is fetched.</summary>
    /// <exception cref="ArgumentException">The graph has a value of that name.</exception>
    public void AddOutput(string name, OnnxValue value)
    {
        OnnxValue output = AddNode("Identity", value.Width, name, [value.Name]);
        _model.Graph.Output.Add(Describe(output.Name, output.Width));
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
    /// <param name="width">The numbers in a row of the result.</param>
    /// <param name="name">The name of node and result; made from the operator's where null.</param>
    /// <param name="inputs">Names of values and constants.</param>
    /// <param name="attributes">What the operator takes besides.</param>
    internal OnnxValue AddNode(
        string op, int width, string? name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        AddNode(op, "", width, name, inputs, attributes);

    /// <summary>Adds an operation of another domain, which is to be imported.</summary>
    internal OnnxValue AddNode(
        string op, string domain, int width, string? name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string result = name ?? Unused(op.ToLowerInvariant());
        if (!_names.Add(result)) throw new ArgumentException($"The graph has a value '{result}' already.", nameof(name));
        NodeProto node = new() { OpType = op, Name = result, Output = { result } };
        if (domain.Length > 0) node.Domain = domain;
        foreach (string input in inputs) node.Input.Add(input);
        foreach (AttributeProto attribute in attributes) node.Attribute.Add(attribute);
        _model.Graph.Node.Add(node);
        return new OnnxValue(result, width);
    }

    /// <summary>Says that the graph has operators of a domain besides ONNX' own.</summary>
    internal void Import(string domain, int version)
    {
        if (_model.OpsetImport.All(o => o.Domain != domain))
            _model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
    }

    /// <summary>Adds weights under a name that starts with <paramref name="name"/>; their length must be the shape's product.</summary>
    internal string AddConstant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        int expected = 1;
        foreach (int length in shape) expected = checked(expected * length);
        if (expected != values.Length)
            throw new ArgumentException(
                $"'{name}' of shape [{string.Join(", ", shape.ToArray())}] needs {expected} numbers, {values.Length} were given.");
        string unused = Unused(name);
        _names.Add(unused);
        TensorProto tensor = new() { Name = unused, DataType = (int)TensorProto.Types.DataType.Float, RawData = LittleEndian(values) };
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

    private static ByteString LittleEndian(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        if (BitConverter.IsLittleEndian) return ByteString.CopyFrom(MemoryMarshal.AsBytes(bits));
        int[] swapped = new int[bits.Length];
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits, swapped);
        return ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(swapped));
    }

    private static ValueInfoProto Describe(string name, int width)
    {
        TensorShapeProto shape = new() { Dim = { new TensorShapeProto.Types.Dimension { DimParam = BatchAxis },
            new TensorShapeProto.Types.Dimension { DimValue = width } } };
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
