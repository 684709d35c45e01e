using System.Collections.Concurrent;
using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// Reads model files for those who look at what is in them. A graph takes some times its file in memory, so that one is read at a time; of
/// heads, which are small, some are, and each once for all who ask for it meanwhile. Nobody waits long for the others.
/// </summary>
internal sealed class ContentReading(ModelRepository repository) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private const int MostHeads = 4;

    private readonly SemaphoreSlim _one = new(1), _few = new(MostHeads);
    private readonly ConcurrentDictionary<string, Lazy<Task<OnnxModelHead>>> _heads = new(StringComparer.Ordinal);   // by the digest

    /// <summary>Reads a version's file, when it has its turn.</summary>
    /// <param name="version">The version.</param>
    /// <param name="read">Opens the file and reads it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InferenceException">The file is gone, damaged, cannot be fetched or read, or others read for too long.</exception>
    public Task<T> ReadAsync<T>(ServedVersion version, Func<Task<T>> read, CancellationToken cancellationToken) =>
        TellAsync(version, () => InTurnAsync(_one, read, cancellationToken));

    /// <summary>What a version's file says of itself besides layers and weights.</summary>
    /// <param name="version">The version.</param>
    /// <param name="of">What is wanted of it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InferenceException">The file is gone, damaged, cannot be fetched or read, or others read for too long.</exception>
    public Task<T> ReadHeadAsync<T>(ServedVersion version, Func<OnnxModelHead, T> of, CancellationToken cancellationToken) =>
        TellAsync(version, async () =>
        {
            // not stopped with who began it, as others wait for it too
            Lazy<Task<OnnxModelHead>> reading = _heads.GetOrAdd(version.Facts.Digest,
                _ => new(() => InTurnAsync(_few, () => ReadHeadAsync(version), CancellationToken.None)));
            try
            {
                return of(await reading.Value.WaitAsync(cancellationToken).ConfigureAwait(false));
            }
            finally
            {
                if (reading.Value.IsCompleted) _heads.TryRemove(new(version.Facts.Digest, reading));
            }
        });

    public void Dispose()
    {
        _one.Dispose();
        _few.Dispose();
    }

    private static async Task<T> InTurnAsync<T>(SemaphoreSlim turns, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (!await turns.WaitAsync(LongestWait, cancellationToken).ConfigureAwait(false)) throw Overloaded();
        try
        {
            return await read().ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>With the version's name in what went wrong.</summary>
    private static async Task<T> TellAsync<T>(ServedVersion version, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (InferenceException e)
        {
            throw new InferenceException(e.Failure, Unread(version, e.Message), e)
            {
                Model = version.Facts.Name,
                RetryAfter = e.RetryAfter,
            };
        }
        catch (Exception e) when (e is OnnxException or PipelineException)
        {
            throw new InferenceException(InferenceFailure.Unavailable, Unread(version, e.Message), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // its message may tell of the machine
            throw new InferenceException(InferenceFailure.Unavailable, Unread(version, "the disk does not give it."), e);
        }
    }

    private async Task<OnnxModelHead> ReadHeadAsync(ServedVersion version)
    {
        using FileStream file = await repository.OpenCheckedAsync(version, CancellationToken.None).ConfigureAwait(false);
        OnnxReadLimits limits = OnnxReadLimits.Default with { Bytes = version.Facts.Bytes };
        return await OnnxModel.ReadHeadAsync(file, limits, CancellationToken.None).ConfigureAwait(false);
    }

    private static string Unread(ServedVersion version, string why) =>
        $"The file of version {version.Facts.Version} of '{version.Facts.Name}' cannot be read: {why}";

    private static InferenceException Overloaded() => new(InferenceFailure.Overloaded,
        $"others ask for what is in files, few of which are read at a time, for {LongestWait.TotalSeconds:F0} s already. Ask again later.")
    {
        RetryAfter = LongestWait,
    };
}
