using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.Extensions.Caching.Memory;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// What versions do to raw events, by their files: nothing is loaded for who looks, so that within a budget of memory no other model is let
/// go of. A content is read once: its digest stands for what it says, as long as that is remembered.
/// </summary>
internal sealed class StoredPipelines(ContentReading contents) : IDisposable
{
    /// <summary>What texts may take in memory: thousands of usual ones.</summary>
    private const long MostBytes = 32 << 20;

    /// <summary>What it takes to remember a text, besides the text.</summary>
    private const int EntryBytes = 256;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>The pipeline as JSON, defaults filled in; null: the version takes tensors as they are.</summary>
    /// <exception cref="InferenceException">The file is gone, damaged, cannot be fetched or read, or others read for too long.</exception>
    public async Task<string?> ReadAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(version.Facts.Digest, out string? known)) return known;
        if (version.LoadedPredictor is { } loaded) return Remember(version, loaded.Pipeline);
        return await contents.ReadHeadAsync(version, head => Remember(version,
            head.Metadata.TryGetValue(OnnxModel.PipelineKey, out string? json) ? FeaturePipeline.FromJson(json) : null), cancellationToken)
            .ConfigureAwait(false);
    }

    public void Dispose() => _known.Dispose();

    private string? Remember(ServedVersion version, FeaturePipeline? pipeline)
    {
        string? json = pipeline?.ToJson();
        long bytes = EntryBytes + ((long)(json?.Length ?? 0) * sizeof(char));
        return _known.Set(version.Facts.Digest, json, new MemoryCacheEntryOptions { Size = bytes });
    }
}
