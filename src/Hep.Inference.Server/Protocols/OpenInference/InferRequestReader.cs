using System.Collections.Immutable;
using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>
/// Reads the inference request object of the Open Inference Protocol v2 in one pass over the bytes. A tensor is checked against
/// the model before memory is taken for it.
/// </summary>
internal sealed class InferRequestReader(string model, IReadOnlyList<TensorSignature> signatures)
{
    private const int MostAxes = 32;

    public InferRequest Read(ReadOnlySpan<byte> body)
    {
        InferRequest request = new();
        long mostElements = (body.Length / 2) + 1;   // a digit and a comma
        try
        {
            return JsonBody.Parse(body, (ref Utf8JsonReader reader) => Read(ref reader, request, mostElements));
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private InferRequest Read(ref Utf8JsonReader reader, InferRequest request, long mostElements)
    {
        JsonBody.ExpectObject(ref reader, "The request");
        while (JsonBody.MoveToProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "id": request.Id = JsonBody.ReadText(ref reader, "'id'"); break;
                case "parameters": request.NaN = RequestParameters.Read(ref reader); break;
                case "inputs": ReadInputs(ref reader, request, mostElements); break;
                case "outputs": request.Outputs = RequestedOutputs.Read(ref reader); break;
                default: reader.Skip(); break;
            }
        }
        return request.Inputs is null ? throw Refuse("The request has no 'inputs'.") : request;
    }

    private void ReadInputs(ref Utf8JsonReader reader, InferRequest request, long mostElements)
    {
        if (request.Inputs is not null) throw Refuse("The request has 'inputs' twice.");
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'inputs' must be an array.");
        request.Inputs = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (request.Inputs.Count == signatures.Count)
                throw Refuse($"The request has more inputs than the {signatures.Count} of the model '{model}': "
                    + $"{string.Join(", ", signatures.Select(s => s.Name))}.");
            request.Inputs.Add(ReadInput(ref reader, mostElements));
        }
    }

    private Tensor ReadInput(ref Utf8JsonReader reader, long mostElements)
    {
        JsonBody.ExpectObject(ref reader, "An input");
        string? name = null, datatype = null;
        ImmutableArray<long> shape = default;
        Utf8JsonReader data = default;
        bool hasData = false;
        while (JsonBody.MoveToProperty(ref reader, out string property))
        {
            switch (property)
            {
                case "name": name = JsonBody.ReadText(ref reader, "An input's 'name'"); break;
                case "datatype": datatype = JsonBody.ReadText(ref reader, "An input's 'datatype'"); break;
                case "shape": shape = ReadShape(ref reader); break;
                case "parameters": InputParameters.Check(ref reader); break;
                case "data":
                    data = reader;   // name, type and shape may come later: the values are read when all is known
                    hasData = true;
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }
        if (name is null) throw Refuse("An input has no 'name'.");
        if (shape.IsDefault) throw Refuse($"Input '{name}' has no 'shape'.");
        if (!hasData) throw Refuse($"Input '{name}' has no 'data'.");
        return TensorJson.ReadData(ref data, Check(name, datatype, shape), mostElements);
    }

    private TensorSignature Check(string name, string? datatype, ImmutableArray<long> shape)
    {
        TensorSignature wanted = signatures.FirstOrDefault(s => s.Name == name)
            ?? throw Refuse($"The model '{model}' has no input '{name}'.{NearNames.Suggest(name, signatures.Select(s => s.Name))}");
        if (datatype != wanted.Type.Datatype)
            throw Refuse($"Input '{name}' of the model '{model}' is {wanted.Type.Datatype}, "
                + $"the request says {(datatype is null ? "nothing" : $"'{datatype}'")}.");
        if (wanted.Fits(shape)) return wanted with { Shape = shape };
        string takes = string.Join(", ", wanted.Shape), got = string.Join(", ", shape);
        throw Refuse($"Input '{name}' of the model '{model}' has the shape [{takes}] (-1: any size), not [{got}].");
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

    private static InferenceException Refuse(string message) => new(InferenceFailure.InvalidRequest, message);
}
