using Hep.Jagged;

namespace Hep.Inference.Server.Protocols.Tfaas;

/// <summary>What a row means to a model: the numbers of its one input, or, for a model with a pipeline, a raw event by the keys.</summary>
internal static class TfaasInputs
{
    /// <summary>The input of a model without a pipeline, one row over the row's own memory.</summary>
    /// <exception cref="InferenceException">The model does not take one row of numbers.</exception>
    public static Tensor[] ToTensors(TfaasRow row, PredictorMetadata model)
    {
        if (model.Inputs is not [{ Type: TensorType.Float32, Shape: [< 0 or 1, _] } input])
            throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The model '{model.Name}' does not take one row of numbers: use /v2/models/{model.Name}/infer.");
        return [Tensor.Wrap<float>(input.Name, [1, row.Values.Length], row.Values)];
    }

    /// <summary>One raw event, its columns taken by key, whatever their order.</summary>
    /// <exception cref="InferenceException">The model reads lists, or keys are missing, unknown or doubled.</exception>
    public static EntryBatch ToEvent(TfaasRow row, PredictorMetadata model, Schema columns)
    {
        foreach (ColumnSchema column in columns)
            if (column.Dimensions.Length > 0 || !column.Type.IsNumeric)
                throw Refuse(model, $"reads '{column}', which no row of numbers holds: use /v2/models/{model.Name}/events.");
        Dictionary<string, float> values = new(StringComparer.Ordinal);
        IReadOnlyList<string> keys = row.ReadKeys();
        for (int i = 0; i < keys.Count; i++)
        {
            if (!columns.TryGet(keys[i], out _))
                throw Refuse(model, $"does not read '{keys[i]}'.{NearNames.Suggest(keys[i], columns.Select(c => c.Name))}");
            if (!values.TryAdd(keys[i], row.Values[i])) throw Refuse(model, $"got '{keys[i]}' twice.");
        }
        if (columns.FirstOrDefault(c => !values.ContainsKey(c.Name)) is { } missing)
            throw Refuse(model, $"reads '{missing.Name}', which is not among the keys.");
        return new EntryBatch([.. columns.Select(c => Column.Create(c.Name, values[c.Name]))],
            EntryIdentities.Range(EntrySource.None, 0, 1));
    }

    private static InferenceException Refuse(PredictorMetadata model, string what) =>
        new(InferenceFailure.InvalidRequest, $"The model '{model.Name}' {what}");
}
