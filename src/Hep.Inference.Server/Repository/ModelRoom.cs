namespace Hep.Inference.Server.Repository;

/// <summary>The memory of one loaded model. Disposed when the model is gone.</summary>
internal sealed class ModelRoom(ModelMemory memory, ModelVersion model, long bytes) : IDisposable
{
    public ModelMemory Memory => memory;

    public ModelVersion Model => model;

    public long Bytes { get; set; } = bytes;

    /// <summary>The version that can be told to let go of it; null while it is loaded and checked.</summary>
    public ServedVersion? Owner { get; set; }

    /// <summary>Whether the model goes when its last request is served.</summary>
    public bool IsLeaving { get; set; }

    public void Dispose() => memory.Free(this);
}
