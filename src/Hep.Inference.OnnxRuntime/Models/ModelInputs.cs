using Hep.Jagged;

namespace Hep.Inference.OnnxRuntime;

/// <summary>Brings a caller's tensors into the order of the model's inputs, or says which one does not fit.</summary>
internal sealed class ModelInputs(string model, IReadOnlyList<TensorSignature> signatures)
{
    /// <summary>The tensors in the model's order, each once.</summary>
    /// <exception cref="InferenceException">One is missing, unknown, given twice, or does not fit in type or shape.</exception>
    public Tensor[] Order(IReadOnlyList<Tensor> given)
    {
        Tensor?[] ordered = new Tensor?[signatures.Count];
        foreach (Tensor tensor in given)
        {
            int at = IndexOf(tensor.Name);
            if (at < 0) throw Fail($"has no input '{tensor.Name}'.{NearNames.Suggest(tensor.Name, signatures.Select(s => s.Name))}");
            if (ordered[at] is not null) throw Fail($"got its input '{tensor.Name}' twice.");
            Check(tensor, signatures[at]);
            ordered[at] = tensor;
        }
        for (int i = 0; i < ordered.Length; i++)
            if (ordered[i] is null) throw Fail($"got no input '{signatures[i]}'.");
        return ordered!;
    }

    /// <summary>The number of rows that all inputs have; 0 where they differ or have none.</summary>
    public static int RowsOf(IReadOnlyList<Tensor> ordered)
    {
        if (ordered.Count == 0 || ordered[0].Shape.IsEmpty) return 0;
        int rows = ordered[0].RowCount;
        for (int i = 1; i < ordered.Count; i++)
            if (ordered[i].Shape.IsEmpty || ordered[i].RowCount != rows) return 0;
        return rows;
    }

    private void Check(Tensor tensor, TensorSignature signature)
    {
        if (tensor.Type != signature.Type)
            throw Fail($"wants {signature.Type.Datatype} for its input '{signature.Name}', got {tensor.Type.Datatype}.");
        if (!signature.Fits(tensor.Shape))
            throw Fail($"wants the shape [{string.Join(", ", signature.Shape)}] (-1: any size) for its input '{signature.Name}', "
                + $"got [{string.Join(", ", tensor.Shape)}].");
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < signatures.Count; i++)
            if (signatures[i].Name == name) return i;
        return -1;
    }

    private InferenceException Fail(string what) => new(InferenceFailure.InvalidRequest, $"The model '{model}' {what}") { Model = model };
}
