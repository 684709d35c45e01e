using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// Reads model files for those who look at what is in them. A whole file is read, and a graph takes some times its file in memory: so one
/// is read at a time, and nobody waits long for the others.
/// </summary>
internal sealed class ContentReading(ModelRepository repository) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Reads a version's file, when it has its turn.</summary>
    /// <param name="version">The version.</param>
    /// <param name="read">Opens the file and reads it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InferenceException">The file is gone, damaged, cannot be fetched or read, or others read for too long.</exception>
    public async Task<T> ReadAsync<T>(ServedVersion version, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _one.WaitAsync(LongestWait, cancellationToken).ConfigureAwait(false)) throw Overloaded();
            try
            {
                return await read().ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
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

    /// <summary>What a version's file says of itself besides layers and weights; for whoever has the turn.</summary>
    public async Task<OnnxModelHead> ReadHeadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        using FileStream file = await repository.OpenCheckedAsync(version, cancellationToken).ConfigureAwait(false);
        OnnxReadLimits limits = OnnxReadLimits.Default with { Bytes = version.Facts.Bytes };
        return await OnnxModel.ReadHeadAsync(file, limits, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _one.Dispose();

    private static string Unread(ServedVersion version, string why) =>
        $"The file of version {version.Facts.Version} of '{version.Facts.Name}' cannot be read: {why}";

    private static InferenceException Overloaded() => new(InferenceFailure.Overloaded,
        $"others ask for what is in files, one of which is read at a time, for {LongestWait.TotalSeconds:F0} s already. Ask again later.")
    {
        RetryAfter = LongestWait,
    };
}
