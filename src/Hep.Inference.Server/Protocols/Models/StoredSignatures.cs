using System.Data.Common;
using System.Globalization;
using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// What versions take and give. Nothing is loaded for who looks, so that within a budget of memory no other model is let go of: the catalog
/// has it since the upload, and of versions that were taken in before it kept that, their files tell it once.
/// </summary>
internal sealed class StoredSignatures(ModelRepository repository, ContentReading contents)
{
    /// <exception cref="InferenceException">
    /// It is not known yet, and the file is gone, damaged, cannot be fetched or read, or others read for too long.
    /// </exception>
    public async Task<PredictorMetadata> ReadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.LoadedPredictor is { } loaded) return loaded.Metadata;
        return await FindAsync(version, cancellationToken).ConfigureAwait(false) ?? await contents.ReadAsync(version, async () =>
        {
            if (await FindAsync(version, cancellationToken).ConfigureAwait(false) is { } read) return read;   // by who had the turn before
            PredictorMetadata told = Of(version, await contents.ReadHeadAsync(version, cancellationToken).ConfigureAwait(false));
            await KeepAsync(version, told, cancellationToken).ConfigureAwait(false);
            return told;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the catalog has; null: it is not known yet, or the database is away, and the file says the same.</summary>
    private async Task<PredictorMetadata?> FindAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            return await repository.Queries.SignatureOfAsync(version.Facts, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException e) when (e.Failure == InferenceFailure.Unavailable)
        {
            return null;
        }
    }

    /// <summary>Whoever asks next reads the file again, where it cannot be kept.</summary>
    private async Task KeepAsync(ServedVersion version, PredictorMetadata told, CancellationToken cancellationToken)
    {
        try
        {
            await repository.Queries.KeepSignatureAsync(version.Facts, told, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InferenceException or DbException)
        {
        }
    }

    private static PredictorMetadata Of(ServedVersion version, OnnxModelHead head) => new()
    {
        Name = version.Facts.Name,
        Version = version.Facts.Version.ToString(CultureInfo.InvariantCulture),
        Inputs = [.. head.Inputs.Select(SignatureOf)],
        Outputs = [.. head.Outputs.Select(SignatureOf)],
        EventColumns = head.Metadata.TryGetValue(OnnxModel.PipelineKey, out string? json)
            ? FeaturePipeline.FromJson(json).InputSchema
            : null,
    };

    private static TensorSignature SignatureOf(OnnxTensorInfo tensor) =>
        TensorTypes.TryFromOnnx((int)tensor.ElementType, out TensorType type)
            ? new TensorSignature(tensor.Name, type, [.. tensor.Shape ?? []])
            : throw new OnnxException(
                $"The tensor '{tensor.Name}' holds {tensor.ElementType}, which the Open Inference Protocol does not know.");
}
