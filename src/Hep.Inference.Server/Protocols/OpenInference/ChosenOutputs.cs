namespace Hep.Inference.Server.Protocols.OpenInference;

/// <summary>The tensors of an answer, in its order; those that were made for it alone are disposed with it.</summary>
internal sealed class ChosenOutputs : IDisposable
{
    private readonly List<Tensor> _made = [];

    /// <summary>Picks what a request asks for.</summary>
    /// <param name="outputs">The outputs that are wanted; null for all.</param>
    /// <param name="isBinary">Whether outputs come binary that do not say otherwise.</param>
    /// <param name="predictions">What the model said; it must live as long.</param>
    /// <param name="model">Tells which outputs have a row an event.</param>
    /// <param name="labels">The names of an output's classes.</param>
    /// <exception cref="InferenceException">Classes are wanted of strings.</exception>
    public ChosenOutputs(List<RequestedOutput>? outputs, bool isBinary, Predictions predictions, PredictorMetadata model,
        Func<string, IReadOnlyList<string>> labels)
    {
        if (outputs is null)
        {
            foreach (Tensor output in predictions.Outputs) Tensors.Add((output, isBinary));
            return;
        }
        foreach (RequestedOutput output in outputs)
        {
            Tensor tensor = predictions[output.Name];
            if (output.Classes > 0)
            {
                bool hasRows = model.Outputs.First(o => o.Name == output.Name).HasFreeRows;
                _made.Add(tensor = Classification.Classify(tensor, output.Classes, hasRows, labels(output.Name)));
            }
            Tensors.Add((tensor, output.IsBinary ?? isBinary));
        }
    }

    public List<(Tensor Tensor, bool IsBinary)> Tensors { get; } = [];

    public void Dispose() => _made.ForEach(t => t.Dispose());
}
