namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>The files of an upload by name, and the name that the upload itself gives the model.</summary>
/// <param name="ModelName">The bundle's folder, or the form's field.</param>
/// <param name="Files">Content by file name.</param>
/// <param name="ModelPart">The graph's content where the upload marks it, as a form does; null: params.json tells its name.</param>
internal sealed record TfaasParts(string ModelName, IReadOnlyDictionary<string, byte[]> Files, byte[]? ModelPart)
{
    public const string ParametersFile = "params.json";

    /// <summary>Checks that the parts belong together.</summary>
    /// <exception cref="InferenceException">A part is missing, the names differ, or the model is of TensorFlow.</exception>
    public (string Name, byte[] Model, TfaasParameters Parameters, string? Labels) Assemble()
    {
        string name = Security.ModelName.Check(ModelName);
        if (!Files.TryGetValue(ParametersFile, out byte[]? text)) throw Refuse($"The upload has no {ParametersFile}.");
        TfaasParameters parameters = TfaasParameters.Parse(text);
        if (parameters.Name != name) throw Refuse($"{ParametersFile} names the model '{parameters.Name}', the upload '{name}'.");
        byte[] model = ModelPart ?? Files.GetValueOrDefault(parameters.ModelFile) ?? throw Refuse(
            Files.ContainsKey("saved_model.pb")
                ? "The upload holds a TensorFlow SavedModel: convert it to ONNX first (python -m tf2onnx.convert --saved-model …)."
                : $"The upload has no file '{parameters.ModelFile}', which {ParametersFile} names as the model.");
        string? labels = Files.TryGetValue(parameters.LabelsFile, out byte[]? lines) ? System.Text.Encoding.UTF8.GetString(lines) : null;
        return (name, model, parameters, labels);
    }

    public static InferenceException Refuse(string message) => new(InferenceFailure.InvalidRequest, message);
}
