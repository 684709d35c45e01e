using Hep.Inference.Server.Repository;

namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>The tensors of an answer, in its order; those that were made for it alone are disposed with it.</summary>
internal sealed class ChosenOutputs : IDisposable
{
    private readonly List<Tensor>? _made;

    /// <summary>Picks what a request asks for.</summary>
    /// <param name="outputs">The outputs that are wanted; null for all.</param>
    /// <param name="isBinary">Whether outputs come binary that do not say otherwise.</param>
    /// <param name="predictions">What the model said; it must live as long.</param>
    /// <param name="lease">The model, which tells the outputs with a row an event, and the names of classes.</param>
    /// <exception cref="InferenceException">Classes are wanted of strings.</exception>
    public ChosenOutputs(List<RequestedOutput>? outputs, bool isBinary, Predictions predictions, PredictorLease lease)
    {
        if (outputs is null)
        {
            for (int i = 0; i < predictions.Outputs.Count; i++) Tensors.Add((predictions.Outputs[i], isBinary));
            return;
        }
        foreach (RequestedOutput output in outputs)
        {
            Tensor tensor = predictions[output.Name];
            if (output.Classes > 0)
            {
                bool hasRows = lease.Predictor.Metadata.Outputs.First(o => o.Name == output.Name).HasFreeRows;
                (_made ??= []).Add(tensor = Classification.Classify(tensor, output.Classes, hasRows, ClassLabels.Of(lease, output.Name)));
            }
            Tensors.Add((tensor, output.IsBinary ?? isBinary));
        }
    }

    public List<(Tensor Tensor, bool IsBinary)> Tensors { get; } = [];

    public void Dispose() => _made?.ForEach(t => t.Dispose());
}
