namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>TFaaS' request: one row of numbers, perhaps named, for one model.</summary>
/// <param name="Keys">The attributes' names; empty where the client sends none.</param>
/// <param name="Values">The numbers, in order.</param>
/// <param name="Model">The model's name; empty where the client names none.</param>
internal sealed record TfaasRow(IReadOnlyList<string> Keys, float[] Values, string Model)
{
    /// <exception cref="InferenceException">The row names no model, or as many names as values are not there.</exception>
    public void Check()
    {
        if (Model.Length == 0) throw new InferenceException(InferenceFailure.InvalidRequest, "The row names no 'model'.");
        if (Keys.Count > 0 && Keys.Count != Values.Length)
            throw new InferenceException(InferenceFailure.InvalidRequest, $"The row has {Keys.Count} keys for {Values.Length} values.");
    }
}
