using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// What a version does to raw events, by its file: nothing is loaded for who looks, so that within a budget of memory no other model is let
/// go of.
/// </summary>
internal static class StoredPipeline
{
    /// <summary>The pipeline as JSON, defaults filled in; null: the version takes tensors as they are.</summary>
    /// <exception cref="InferenceException">The file is gone, damaged, or cannot be fetched.</exception>
    public static async Task<string?> ReadAsync(ModelRepository repository, ServedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream file = await repository.OpenContentAsync(version, cancellationToken).ConfigureAwait(false);
            await BlobDigest.CheckAsync(file, version.Facts.Digest, cancellationToken).ConfigureAwait(false);
            IReadOnlyDictionary<string, string> metadata =
                await OnnxModel.ReadMetadataAsync(file, cancellationToken).ConfigureAwait(false);
            return metadata.TryGetValue(OnnxModel.PipelineKey, out string? json) ? FeaturePipeline.FromJson(json).ToJson() : null;
        }
        catch (InferenceException e)
        {
            throw new InferenceException(e.Failure, $"{Unread(version)}: {e.Message}", e) { RetryAfter = e.RetryAfter };
        }
        catch (Exception e) when (e is OnnxException or PipelineException)
        {
            throw new InferenceException(InferenceFailure.Unavailable, $"{Unread(version)}: {e.Message}", e);
        }
    }

    private static string Unread(ServedVersion version) =>
        $"The pipeline of version {version.Facts.Version} of '{version.Facts.Name}' cannot be read";
}
