using System.Collections.Immutable;
using System.Text.Json;
using Hep.Inference.Server.Http;
using static Hep.Inference.Server.Protocols.OpenInference.TensorFit;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// Reads the inference request object of the Open Inference Protocol v2 in one pass over the bytes. A tensor is checked against
/// the model before memory is taken for it.
/// </summary>
internal sealed class InferRequestReader(TensorFit fit)
{
    private long _mostElements, _binaryBytes;

    /// <param name="json">The request object.</param>
    /// <param name="binaryBytes">The bytes that follow it at most, from which tensors may come.</param>
    public InferRequest Read(ReadOnlySpan<byte> json, long binaryBytes = 0)
    {
        InferRequest request = new();
        _mostElements = (json.Length / 2) + 1;   // a digit and a comma
        _binaryBytes = binaryBytes;
        try
        {
            return JsonBody.Parse(json, (ref Utf8JsonReader reader) => Read(ref reader, request));
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private InferRequest Read(ref Utf8JsonReader reader, InferRequest request)
    {
        JsonBody.ExpectObject(ref reader, "The request");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "id": request.Id = JsonBody.ReadText(ref reader, "'id'"); break;
                case "parameters": request.Parameters = RequestParameters.Read(ref reader); break;
                case "inputs": ReadInputs(ref reader, request); break;
                case "outputs": request.Outputs = RequestedOutput.ReadAll(ref reader); break;
                default: reader.Skip(); break;
            }
        }
        return request.Inputs is null ? throw Refuse("The request has no 'inputs'.") : request;
    }

    private void ReadInputs(ref Utf8JsonReader reader, InferRequest request)
    {
        if (request.Inputs is not null) throw Refuse("The request has 'inputs' twice.");
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'inputs' must be an array.");
        request.Inputs = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            fit.CheckCount(request.Inputs.Count + request.Incoming.Count + 1);
            ReadInput(ref reader, request);
        }
    }

    private void ReadInput(ref Utf8JsonReader reader, InferRequest request)
    {
        JsonBody.ExpectObject(ref reader, "An input");
        string? name = null, datatype = null;
        ImmutableArray<long> shape = default;
        Utf8JsonReader data = default;
        Tensor? tensor = null;
        bool hasData = false;
        long? binarySize = null;
        while (JsonBody.MoveToProperty(ref reader, out string property))
        {
            switch (property)
            {
                case "name": name = JsonBody.ReadText(ref reader, "An input's 'name'"); break;
                case "datatype": datatype = JsonBody.ReadText(ref reader, "An input's 'datatype'"); break;
                case "shape": shape = ReadShape(ref reader); break;
                case "parameters": binarySize = ReadBinarySize(ref reader); break;
                case "data" when tensor is null && name is not null && datatype is not null && !shape.IsDefault:
                    tensor = TensorJson.ReadData(ref reader, fit.Check(name, datatype, shape), _mostElements);
                    request.Inputs!.Add(tensor);
                    hasData = true;
                    break;
                case "data":
                    data = reader;   // name, type and shape come later: the values are read when all is known
                    hasData = true;
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }
        if (name is null) throw Refuse("An input has no 'name'.");
        if (shape.IsDefault) throw Refuse($"Input '{name}' has no 'shape'.");
        if (hasData == binarySize.HasValue)
            throw Refuse($"Input '{name}' has {(hasData ? "both" : "neither")} 'data' {(hasData ? "and" : "nor")} 'binary_data_size'.");
        TensorSignature signature = fit.Check(name, datatype, shape);
        if (tensor is not null)
        {
            if (data.TokenType != JsonTokenType.None || !tensor.Signature.Equals(signature))
                throw Refuse($"Input '{name}' has one of 'name', 'datatype', 'shape' and 'data' twice.");
            return;
        }
        if (binarySize is { } size) request.Incoming.Enqueue(Await(signature, size));
        else request.Inputs!.Add(TensorJson.ReadData(ref data, signature, _mostElements));
    }

    private IncomingTensor Await(TensorSignature signature, long size)
    {
        if (size < 0 || size > Math.Min(_binaryBytes, int.MaxValue))
            throw Refuse($"Input '{signature.Name}' announces {size} bytes, of which the body has {Math.Max(_binaryBytes, 0)} behind its "
                + $"JSON ({InferBody.HeaderLength} tells where that ends).");
        _binaryBytes -= size;
        return IncomingTensor.Rent(signature, (int)size);
    }

    // Null where the values are not in a binary part.
    private static long? ReadBinarySize(ref Utf8JsonReader reader)
    {
        long? size = null;
        JsonBody.ExpectObject(ref reader, "An input's 'parameters'");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            RequestedOutput.CheckParameter(name);
            if (name == "binary_data_size") size = JsonBody.ReadInteger(ref reader, "The parameter 'binary_data_size'");
            else reader.Skip();
        }
        return size;
    }

    private static ImmutableArray<long> ReadShape(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'shape' must be an array of sizes.");
        ImmutableArray<long>.Builder shape = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long size) || size < 0)
                throw Refuse("A size in 'shape' must be a whole number, not negative.");
            if (shape.Count == MostAxes) throw Refuse($"A shape has at most {MostAxes} axes.");
            shape.Add(size);
        }
        return shape.ToImmutable();
    }
}
