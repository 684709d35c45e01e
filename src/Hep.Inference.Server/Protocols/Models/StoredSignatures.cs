using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// What versions take and give. Nothing is loaded for who looks, so that within a budget of memory no other model is let go of: the catalog
/// has it since the upload, and of versions that were taken in before it kept that, their files tell it once. A file may leave to the
/// runtime what an output is: such a version alone is loaded.
/// </summary>
internal sealed class StoredSignatures(ModelRepository repository, ContentReading contents)
{
    private readonly ConditionalWeakTable<ServedVersion, object> _compared = [];   // loaded ones, with what is stored

    /// <exception cref="InferenceException">
    /// It is not known yet, and the file is gone, damaged, cannot be fetched, read or loaded, or others read for too long.
    /// </exception>
    public async Task<PredictorMetadata> ReadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.LoadedPredictor is { } loaded)
        {
            // behind the answer, which needs no database
            if (_compared.TryAdd(version, version)) _ = Task.Run(() => CorrectAsync(version, loaded.Metadata), CancellationToken.None);
            return loaded.Metadata;
        }
        (PredictorMetadata? known, bool isAway) = await FindAsync(version, cancellationToken).ConfigureAwait(false);
        if (known is not null) return known;
        PredictorMetadata told = await contents.ReadHeadAsync(version, head => Of(version, head), cancellationToken).ConfigureAwait(false)
            ?? await LoadAsync(version, cancellationToken).ConfigureAwait(false);
        if (!isAway) await KeepAsync(version, told, cancellationToken).ConfigureAwait(false);
        return told;
    }

    private static async Task<PredictorMetadata> LoadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        using PredictorLease lease = await version.AcquireAsync(cancellationToken).ConfigureAwait(false);
        return lease.Predictor.Metadata;
    }

    /// <summary>What the runtime says of a model stands above what was kept of it.</summary>
    private async Task CorrectAsync(ServedVersion version, PredictorMetadata told)
    {
        (PredictorMetadata? known, bool isAway) = await FindAsync(version, CancellationToken.None).ConfigureAwait(false);
        if (!isAway && known?.ToJson() != told.ToJson()) await KeepAsync(version, told, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>What the catalog has; null: nothing that can be read, or the database is away, and the file says the same.</summary>
    private async Task<(PredictorMetadata? Known, bool IsAway)> FindAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            return (await repository.Queries.SignatureOfAsync(version.Facts, cancellationToken).ConfigureAwait(false), false);
        }
        catch (InferenceException e) when (e.Failure == InferenceFailure.Internal)
        {
            return (null, false);   // of a later release, or damaged
        }
        catch (Exception e) when (e is InferenceException { Failure: InferenceFailure.Unavailable } or DbException)
        {
            return (null, true);
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

    /// <summary>What the file says; null where it leaves a type or the number of axes to the runtime.</summary>
    private static PredictorMetadata? Of(ServedVersion version, OnnxModelHead head) =>
        SignaturesOf(head.Inputs) is { } inputs && SignaturesOf(head.Outputs) is { } outputs
            ? new PredictorMetadata
            {
                Name = version.Facts.Name,
                Version = version.Facts.Version.ToString(CultureInfo.InvariantCulture),
                Inputs = inputs,
                Outputs = outputs,
                EventColumns = head.Metadata.TryGetValue(OnnxModel.PipelineKey, out string? json)
                    ? FeaturePipeline.FromJson(json).InputSchema
                    : null,
            }
            : null;

    private static List<TensorSignature>? SignaturesOf(IReadOnlyList<OnnxTensorInfo> tensors)
    {
        List<TensorSignature> signatures = [];
        foreach (OnnxTensorInfo tensor in tensors)
        {
            if (tensor.Shape is not { } shape || !TensorTypes.TryFromOnnx((int)tensor.ElementType, out TensorType type)) return null;
            signatures.Add(new TensorSignature(tensor.Name, type, [.. shape]));
        }
        return signatures;
    }
}
