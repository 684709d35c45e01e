using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Hep.Inference.OnnxRuntime;

/// <summary>
/// A model inside ONNX Runtime: one intra-op thread unless told otherwise, no spinning; parallelism comes from calls at the same time.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private int _users = 1;

    private OnnxSession(InferenceSession session)
    {
        _session = session;
        Inputs = [.. session.InputNames.Select(name => Describe("input", name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => Describe("output", name, session.OutputMetadata[name]))];
        _inputNames = [.. session.InputNames];
        _outputNames = [.. session.OutputNames];
    }

    public IReadOnlyList<TensorSignature> Inputs { get; }

    public IReadOnlyList<TensorSignature> Outputs { get; }

    /// <exception cref="InferenceException">The runtime does not take the model, or has no such provider.</exception>
    public static OnnxSession Open(byte[] model, OnnxPredictorOptions predictor)
    {
        predictor.Provider.CheckAvailable();
        using SessionOptions options = new()
        {
            IntraOpNumThreads = predictor.ThreadsPerRun,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableCpuMemArena = predictor.KeepWorkingMemory,
            EnableMemoryPattern = predictor.KeepWorkingMemory,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,   // failures come as exceptions, nothing is printed
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        InferenceSession? session = null;
        try
        {
            predictor.Provider.AddTo(options);
            session = new InferenceSession(model, options);
            return new OnnxSession(session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException(InferenceFailure.InvalidModel, $"ONNX Runtime refuses the model: {OrtMessage.Clean(e)}", e);
        }
        catch (Exception e) when (e is InferenceException or ArgumentException or NotSupportedException)
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>One run, on the caller's thread.</summary>
    /// <param name="inputs">In the order of <see cref="Inputs"/>.</param>
    /// <param name="times">Where the run's time went is added.</param>
    /// <param name="options">Whose <see cref="RunOptions.Terminate"/> ends the run, which notices it between two nodes.</param>
    /// <returns>The outputs in the order of <see cref="Outputs"/>.</returns>
    /// <exception cref="InferenceException">The model failed on these values.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public Tensor[] Run(Tensor[] inputs, ref RunTimes times, RunOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        OrtValue[] values = new OrtValue[inputs.Length];
        Tensor[] outputs = new Tensor[_outputNames.Length];
        try
        {
            for (int i = 0; i < values.Length; i++) values[i] = OrtTensors.ToOrt(inputs[i]);
            long ready = Stopwatch.GetTimestamp();
            times.Input += ready - start;
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(options, _inputNames, values, _outputNames);
            long done = Stopwatch.GetTimestamp();
            times.Infer += done - ready;
            for (int i = 0; i < outputs.Length; i++) outputs[i] = OrtTensors.FromOrt(_outputNames[i], results[i]);
            times.Output += Stopwatch.GetTimestamp() - done;
            return outputs;
        }
        catch (OnnxRuntimeException e)
        {
            foreach (Tensor? output in outputs) output?.Dispose();
            throw options.Terminate ? new OperationCanceledException("The run was ended.", e) : FailOn(e);
        }
        finally
        {
            foreach (OrtValue? value in values) value?.Dispose();
        }
    }

    /// <summary>One user more, who disposes the session as the others do; the last one lets go of the model.</summary>
    /// <exception cref="ObjectDisposedException">Nobody uses it any more.</exception>
    public OnnxSession Share()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return this;
            users = seen;
        }
        throw new ObjectDisposedException(nameof(OnnxPredictor));
    }

    /// <summary>Lays inputs and outputs out for runs of one shape.</summary>
    public OrtIoBinding Bind(IReadOnlyList<BoundTensor> inputs, IReadOnlyList<BoundTensor> outputs)
    {
        OrtIoBinding binding = _session.CreateIoBinding();
        foreach (BoundTensor input in inputs) binding.BindInput(input.Signature.Name, input.Value);
        foreach (BoundTensor output in outputs) binding.BindOutput(output.Signature.Name, output.Value);
        return binding;
    }

    /// <summary>One run over bound memory, on the caller's thread.</summary>
    /// <exception cref="InferenceException">The model failed on these values.</exception>
    public void Run(RunOptions options, OrtIoBinding binding)
    {
        try
        {
            _session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw FailOn(e);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0) _session.Dispose();
    }

    private static InferenceException FailOn(OnnxRuntimeException e) =>
        new(InferenceFailure.InvalidRequest, $"The model fails on these inputs: {OrtMessage.Clean(e)}", e);

    private static TensorSignature Describe(string role, string name, NodeMetadata metadata)
    {
        if (!metadata.IsTensor)
            throw new InferenceException(InferenceFailure.InvalidModel,
                $"The model's {role} '{name}' is a {metadata.OnnxValueType}, only tensors are served "
                    + "(scikit-learn's exporter: zipmap=False).");
        return new TensorSignature(name, OrtTensors.TypeOf(name, metadata.ElementDataType),
            [.. metadata.Dimensions.Select(d => d < 0 ? -1L : d)]);
    }
}
