using Hep.Inference.OnnxRuntime;

namespace Hep.Inference.Server.Repository;

/// <summary>The use of a loaded version for one request: the model stays until this is disposed, whatever happens to the version.</summary>
internal sealed class PredictorLease(ServedVersion version, PredictorSlot slot) : IDisposable
{
    private int _disposed;

    public ServedVersion Version => version;

    public OnnxPredictor Predictor => slot.Predictor;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) slot.Release();
    }
}
