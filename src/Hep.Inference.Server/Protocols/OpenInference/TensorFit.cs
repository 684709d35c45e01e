using System.Collections.Immutable;
using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>What a request says of its tensors, held against what the model takes, before memory is taken for them.</summary>
internal sealed class TensorFit(string model, IReadOnlyList<TensorSignature> signatures)
{
    public const int MostAxes = 32;

    public string Model => model;

    public IReadOnlyList<TensorSignature> Signatures => signatures;

    /// <summary>The tensor with the shape that the request gives it.</summary>
    /// <exception cref="InferenceException">The model has no such input, or one of another type or shape.</exception>
    public TensorSignature Check(string name, string? datatype, ImmutableArray<long> shape)
    {
        TensorSignature wanted = signatures.FirstOrDefault(s => s.Name == name)
            ?? throw Refuse($"The model '{model}' has no input '{name}'.{NearNames.Suggest(name, signatures.Select(s => s.Name))}");
        if (datatype != wanted.Type.Datatype)
            throw Refuse($"Input '{name}' of the model '{model}' is {wanted.Type.Datatype}, "
                + $"the request says {(datatype is null ? "nothing" : $"'{datatype}'")}.");
        if (wanted.Fits(shape)) return wanted with { Shape = shape };
        string takes = string.Join(", ", wanted.Shape), got = string.Join(", ", shape.Take(MostAxes));
        throw Refuse($"Input '{name}' of the model '{model}' has the shape [{takes}] (-1: any size), not [{got}].");
    }

    /// <exception cref="InferenceException">There are more inputs than the model has.</exception>
    public void CheckCount(int inputs)
    {
        if (inputs > signatures.Count)
            throw Refuse($"The request has more inputs than the {signatures.Count} of the model '{model}': "
                + $"{string.Join(", ", signatures.Select(s => s.Name))}.");
    }

    public static InferenceException Refuse(string message) => new(InferenceFailure.InvalidRequest, message);
}
