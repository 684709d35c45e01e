using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Repository;

/// <summary>
/// Has the files on this machine of what a change is to load, before it has its turn: a slow store must not keep other changes from theirs.
/// </summary>
internal sealed partial class NearContents(IBlobStore blobs, ILogger logger)
{
    /// <summary>For which a change waits for the files of what others have changed.</summary>
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(10);

    /// <summary>Whether nothing of it is still elsewhere; else it is on its way when this returns, and nobody waits for it.</summary>
    public bool HasOrBegins(ServedModel before, ServedModel after)
    {
        bool has = ContentsOf(before, after).All(blobs.IsNear);
        if (!has) _ = BeginAsync(before, after);
        return has;
    }

    /// <summary>Waits for what a change will load, as far as that can be told.</summary>
    /// <exception cref="InferenceException">The store does not answer, or has something else.</exception>
    public async Task BringAsync(ServedModel before, Func<ServedModel, ModelEdit> edit, CancellationToken cancellationToken)
    {
        ServedModel after;
        try
        {
            after = edit(before).After.Settle();
        }
        catch (InferenceException)
        {
            return;   // whether it is refused is decided when it has its turn
        }
        await BringAsync(before, after, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for what others have changed, for a time.</summary>
    public async Task BringSoonAsync(Func<CancellationToken, Task<IEnumerable<(ServedModel Before, ServedModel After)>>> coming,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestFetch);
        try
        {
            foreach ((ServedModel before, ServedModel after) in await coming(late.Token).ConfigureAwait(false))
                await BringAsync(before, after, late.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InferenceException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // what fails tells so where it is taken over
        }
    }

    private async Task BringAsync(ServedModel before, ServedModel after, CancellationToken cancellationToken)
    {
        foreach (StoredBlob blob in ContentsOf(before, after).ToArray())
            await blobs.BringNearAsync(blob, cancellationToken).ConfigureAwait(false);
    }

    private async Task BeginAsync(ServedModel before, ServedModel after)
    {
        try
        {
            await BringAsync(before, after, CancellationToken.None).ConfigureAwait(false);   // the store bounds it
        }
        catch (InferenceException e)
        {
            LogFailure(e, after.Name);
        }
    }

    private static IEnumerable<StoredBlob> ContentsOf(ServedModel before, ServedModel after) =>
        ModelLoader.ToLoad(before, after).Select(v => v.Stored.Content);

    [LoggerMessage(EventId = 19, Level = LogLevel.Warning, Message = "Model {Model}: what is to answer cannot be fetched yet")]
    private partial void LogFailure(Exception e, string model);
}
