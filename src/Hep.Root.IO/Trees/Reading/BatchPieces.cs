namespace Hep.Root.IO.Trees.Reading;

/// <summary>What a format keeps for a batch in the making, besides its finished columns.</summary>
internal abstract class BatchPieces : IDisposable
{
    /// <summary>Makes columns of the pieces, once every part has ended, each at its place in the batch.</summary>
    public virtual void Compose(BatchDraft draft) { }

    public abstract void Dispose();
}
