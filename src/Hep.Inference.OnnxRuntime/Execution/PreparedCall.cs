using Hep.Jagged;
using Microsoft.ML.OnnxRuntime;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// A call of fixed shapes that is made again and again: its tensors are laid out once, and a run allocates nothing. For programs that
/// decide event by event and cannot wait for a collection, such as online selections. A run is made on the caller's thread, past the queue
/// of the predictor and its bounds; one caller uses a prepared call at a time, any number of prepared calls may run at once.
/// </summary>
/// <example><code>
/// using PreparedCall call = predictor.Prepare();
/// row.CopyTo(call.Input&lt;float&gt;("features"));
/// call.Run();
/// float score = call.Output&lt;float&gt;("score")[0];
/// </code></example>
public sealed class PreparedCall : IDisposable
{
    private readonly OnnxSession _session;
    private readonly BoundTensor[] _inputs, _outputs;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private bool _disposed;

    internal PreparedCall(OnnxSession session, int rows)
    {
        _inputs = [.. session.Inputs.Select(s => new BoundTensor(s, rows))];
        _outputs = [.. session.Outputs.Select(s => new BoundTensor(s, rows))];
        _session = session.Share();
        _binding = session.Bind(_inputs, _outputs);
    }

    /// <summary>Where the values of an input go, row-major [rows, …]; they stay from run to run.</summary>
    /// <exception cref="InferenceException">There is no such input, or its elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">The call is disposed.</exception>
    public Span<T> Input<T>(string name) where T : unmanaged => Find(_inputs, "input", name).As<T>();

    /// <summary>What the last run gave, row-major [rows, …]; the next one overwrites it. Zeros before the first.</summary>
    /// <exception cref="InferenceException">There is no such output, or its elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">The call is disposed.</exception>
    public ReadOnlySpan<T> Output<T>(string name) where T : unmanaged => Find(_outputs, "output", name).As<T>();

    /// <summary>Runs the model.</summary>
    /// <exception cref="InferenceException">The model fails on these values.</exception>
    /// <exception cref="ObjectDisposedException">The call is disposed.</exception>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _session.Run(_options, _binding);
    }

    /// <summary>Gives the memory back, and the model where its predictor is disposed too; twice is no harm.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _binding.Dispose();
        _options.Dispose();
        foreach (BoundTensor tensor in _inputs.Concat(_outputs)) tensor.Dispose();
        _session.Dispose();
    }

    private BoundTensor Find(BoundTensor[] tensors, string role, string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (BoundTensor tensor in tensors)
            if (tensor.Signature.Name == name) return tensor;
        throw new InferenceException(InferenceFailure.InvalidRequest,
            $"The model has no {role} '{name}'.{NearNames.Suggest(name, tensors.Select(t => t.Signature.Name))}");
    }
}
