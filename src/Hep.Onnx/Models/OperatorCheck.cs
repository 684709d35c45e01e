using System.Buffers.Binary;
using Onnx;

namespace Hep.Onnx;

/// <summary>One walk over all operations of a model, within branches, loops and functions too.</summary>
internal sealed class OperatorCheck
{
    /// <summary>Functions within functions; the walk, as the runtime's own, goes down as deep.</summary>
    private const int DeepestCall = 32;

    private const int MostAxes = 64;

    private readonly OnnxOperatorRules _rules;
    private readonly ILookup<(string Domain, string Name), FunctionProto> _functions;
    private readonly Dictionary<FunctionProto, long> _sizes = new(ReferenceEqualityComparer.Instance);
    private int _depth;

    private OperatorCheck(ModelProto model, OnnxOperatorRules rules)
    {
        _rules = rules;
        _functions = model.Functions.ToLookup(f => (f.Domain, f.Name));
    }

    /// <exception cref="OnnxException">The model asks for what the rules do not allow.</exception>
    public static void Check(ModelProto model, OnnxOperatorRules rules)
    {
        if (model.IrVersion > rules.NewestIrVersion)
            throw new OnnxException($"The model is of IR version {model.IrVersion}, the newest that is run is {rules.NewestIrVersion}.");
        OperatorCheck check = new(model, rules);
        check.CheckOpsets(model.OpsetImport);
        foreach (FunctionProto function in model.Functions)
        {
            check.CheckOpsets(function.OpsetImport);
            check.Size(function);
        }
        check.Size(model.Graph);
    }

    private void CheckOpsets(IEnumerable<OperatorSetIdProto> imports)
    {
        foreach (OperatorSetIdProto import in imports)
            if (import.Domain is "" or "ai.onnx" && import.Version > _rules.NewestOpset)
                throw new OnnxException($"The model is of opset {import.Version}, the newest that is run is {_rules.NewestOpset}: "
                    + "export it with an older one.");
    }

    private long Size(FunctionProto function)
    {
        if (_sizes.TryGetValue(function, out long known)) return known;
        if (++_depth > DeepestCall)
            throw new OnnxException($"The model's functions call each other more than {DeepestCall} deep, or without end.");
        long size = Size(function.Node, new Dictionary<string, TensorProto>());
        _depth--;
        return _sizes[function] = size;
    }

    private long Size(GraphProto graph)
    {
        Dictionary<string, TensorProto> constants = new(StringComparer.Ordinal);
        foreach (TensorProto constant in graph.Initializer) constants[constant.Name] = constant;
        return Size(graph.Node, constants);
    }

    /// <summary>The number of operations, calls written out.</summary>
    private long Size(IEnumerable<NodeProto> nodes, Dictionary<string, TensorProto> constants)
    {
        long size = 0;
        foreach (NodeProto node in nodes)
        {
            size += 1 + SizeOfCall(node);
            foreach (AttributeProto attribute in node.Attribute)
            {
                if (attribute.G is not null) size += Size(attribute.G);
                foreach (GraphProto graph in attribute.Graphs) size += Size(graph);
            }
            if (size > _rules.Operations)
                throw new OnnxException($"The model has more than {_rules.Operations} operations, calls of its functions written out.");
            CheckGenerated(node, constants);
            if (node.OpType == "Constant" && node.Output.Count > 0 && Attribute(node, "value")?.T is { } value)
                constants[node.Output[0]] = value;
        }
        return size;
    }

    private long SizeOfCall(NodeProto node)
    {
        long size = 0;
        bool isFunction = false;
        foreach (FunctionProto function in _functions[(node.Domain, node.OpType)])
        {
            isFunction = true;
            size = Math.Max(size, Size(function));
        }
        string name = node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}";
        if (!isFunction && !_rules.Domains.Contains(node.Domain, StringComparer.Ordinal))
            throw new OnnxException($"The model has the custom operator '{Shorten(name)}': only operators of ONNX and the model's own "
                + "functions are run.");
        if (_rules.Refused.Contains(name, StringComparer.Ordinal))
            throw new OnnxException($"The model has the operator '{name}', which is not run: it names other files.");
        return size;
    }

    /// <summary>Tensors whose size stands in the file: <c>ConstantOfShape</c> and its like over constants.</summary>
    private void CheckGenerated(NodeProto node, Dictionary<string, TensorProto> constants)
    {
        long[] shape = node.OpType switch
        {
            "ConstantOfShape" when node.Input.Count > 0 => Numbers(constants.GetValueOrDefault(node.Input[0])),
            "Expand" when node.Input.Count > 1 => Numbers(constants.GetValueOrDefault(node.Input[1])),
            "RandomNormal" or "RandomUniform" => Attribute(node, "shape") is { } sizes ? [.. sizes.Ints] : [],
            _ => [],
        };
        double elements = 1;
        foreach (long length in shape) elements *= Math.Max(length, 0);
        if (elements > _rules.GeneratedElements)
            throw new OnnxException(
                $"The model's {node.OpType} makes a tensor of {elements:0} elements, at most {_rules.GeneratedElements} are made.");
    }

    /// <summary>The numbers of a shape; none where it is not one of 64-bit numbers, of which none has more than a few.</summary>
    private static long[] Numbers(TensorProto? tensor)
    {
        if (tensor is null || tensor.DataType != (int)TensorProto.Types.DataType.Int64) return [];
        if (tensor.RawData.IsEmpty) return [.. tensor.Int64Data.Take(MostAxes)];
        ReadOnlySpan<byte> raw = tensor.RawData.Span;
        long[] numbers = new long[Math.Min(raw.Length / sizeof(long), MostAxes)];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(raw[(i * sizeof(long))..]);
        return numbers;
    }

    private static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    private static string Shorten(string name) => name.Length <= 100 ? name : string.Concat(name.AsSpan(0, 100), "…");
}
