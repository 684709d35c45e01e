namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>TFaaS' request: one row of numbers, perhaps named, for one model.</summary>
/// <param name="KeyCount">The number of names; 0 where the client sends none.</param>
/// <param name="ReadKeys">Gives the attributes' names: only models that read events ask for them.</param>
/// <param name="Values">The numbers, in order.</param>
/// <param name="Model">The model's name; empty where the client names none.</param>
internal sealed record TfaasRow(int KeyCount, Func<IReadOnlyList<string>> ReadKeys, float[] Values, string Model)
{
    /// <exception cref="InferenceException">The row names no model, or as many names as values are not there.</exception>
    public void Check()
    {
        if (Model.Length == 0) throw new InferenceException(InferenceFailure.InvalidRequest, "The row names no 'model'.");
        if (KeyCount > 0 && KeyCount != Values.Length)
            throw new InferenceException(InferenceFailure.InvalidRequest, $"The row has {KeyCount} keys for {Values.Length} values.");
    }
}
