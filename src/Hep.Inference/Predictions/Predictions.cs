using System.Diagnostics.CodeAnalysis;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>
/// What a model says of some events: its outputs by name, the first axis the events in the order they came. Who receives
/// predictions disposes them.
/// </summary>
public sealed class Predictions : IDisposable
{
    private readonly Tensor[] _outputs;
    private readonly bool[] _selected;

    /// <summary>Makes predictions, which take over outputs and identities.</summary>
    /// <param name="outputs">The model's outputs.</param>
    /// <param name="selected">For each event, whether it passed the pipeline's cut; empty where tensors went in.</param>
    /// <param name="identities">Which entry each event is; null where tensors went in.</param>
    public Predictions(IReadOnlyList<Tensor> outputs, bool[]? selected = null, EntryIdentities? identities = null)
    {
        _outputs = [.. outputs];
        _selected = selected ?? [];
        Identities = identities;
    }

    /// <summary>
    /// Predictions of events that went through a pipeline: what the model said of those that fail the cut is no prediction, so in
    /// every output with a row an event their floating-point numbers become NaN.
    /// </summary>
    public static Predictions OfEvents(IReadOnlyList<Tensor> outputs, ReadOnlySpan<bool> selected, EntryIdentities identities)
    {
        UnselectedRows.BecomeNaN(outputs, selected);
        return new Predictions(outputs, selected.ToArray(), identities);
    }

    /// <summary>The outputs, in the model's order.</summary>
    public IReadOnlyList<Tensor> Outputs => _outputs;

    /// <summary>The number of events: the first axis of the first output.</summary>
    public int Count => _outputs.Length == 0 ? 0 : _outputs[0].RowCount;

    /// <summary>
    /// For each event, whether it passed the pipeline's cut: where it is false the floating-point outputs are NaN.
    /// Empty for predictions from tensors, which know no cut.
    /// </summary>
    public ReadOnlySpan<bool> Selected => _selected;

    /// <summary>Which entry of which file each event is; null for predictions from tensors.</summary>
    public EntryIdentities? Identities { get; }

    /// <summary>The output of that name.</summary>
    /// <exception cref="InferenceException">There is none; the message lists near names.</exception>
    public Tensor this[string name] =>
        TryGet(name, out Tensor? output)
            ? output
            : throw new InferenceException(InferenceFailure.InvalidRequest,
                $"No output '{name}'.{NearNames.Suggest(name, _outputs.Select(o => o.Name))}");

    /// <summary>The output of that name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Tensor? output)
    {
        output = Array.Find(_outputs, o => o.Name == name);
        return output is not null;
    }

    /// <summary>Gives the memory back; twice is no harm.</summary>
    public void Dispose()
    {
        foreach (Tensor output in _outputs) output.Dispose();
        Identities?.Dispose();
    }
}
