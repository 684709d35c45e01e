using System.Globalization;
using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>Padded batches as the arrays of one NPZ file, row by row: memory does not grow with the data.</summary>
internal sealed class FeatureArrays : IDisposable
{
    private readonly NpzWriter _writer = new();
    private readonly FeaturePipeline _pipeline;
    private readonly NpzArray<float> _features;
    private readonly NpzArray<bool> _mask;
    private readonly NpzArray<float>? _labels;
    private readonly NpzArray<float> _weights;
    private readonly NpzArray<int>[] _lengths;
    private readonly TokenArrays[] _tokens;
    private readonly ObjectArrays[] _objects;
    private readonly EntryArray _entries;
    private readonly GridArrays _grids;
    private readonly SortedDictionary<string, (long Lists, long Objects)> _truncated = new(StringComparer.Ordinal);

    /// <summary>Empty arrays for what a pipeline makes of entries with so many targets.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="targetCount">Labels of an entry.</param>
    /// <param name="hasTokens">Whether the objects of collections stand there as tokens too.</param>
    /// <param name="hasObjects">Whether they stand there without padding too.</param>
    public FeatureArrays(FeaturePipeline pipeline, int targetCount, bool hasTokens, bool hasObjects)
    {
        _pipeline = pipeline;
        _features = _writer.Begin<float>("features", pipeline.CellCount);
        _mask = _writer.Begin<bool>("mask", pipeline.CellCount);
        if (targetCount > 0) _labels = targetCount == 1 ? _writer.Begin<float>("labels") : _writer.Begin<float>("labels", targetCount);
        _weights = _writer.Begin<float>("weights");
        _lengths = [.. pipeline.Collections.Select(c => _writer.Begin<int>($"lengths_{c.Name}"))];
        _tokens = hasTokens ? [.. pipeline.Collections.Select(c => new TokenArrays(_writer, c))] : [];
        _objects = hasObjects ? [.. pipeline.Collections.Select(c => new ObjectArrays(_writer, c, namesColumns: !hasTokens))] : [];
        _entries = new EntryArray(_writer);
        _writer.Add("cells", pipeline.Cells);
        _grids = new GridArrays(_writer, pipeline.Grid);
    }

    /// <summary>Entries so far.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Adds the rows of a batch, which stays whole.</summary>
    public void Add(PaddedBatch batch)
    {
        if (_pipeline.CellCount == 0)
        {
            _features.AppendEmpty(batch.EntryCount);
            _mask.AppendEmpty(batch.EntryCount);
        }
        else
        {
            _features.Append(batch.Features);
            _mask.Append(batch.Mask);
        }
        _labels?.Append(batch.Labels);
        _weights.Append(batch.Weights);
        for (int i = 0; i < _lengths.Length; i++) _lengths[i].Append(batch.Lengths(_pipeline.Collections[i].Name));
        foreach (TokenArrays tokens in _tokens) tokens.Append(batch);
        foreach (ObjectArrays objects in _objects) objects.Append(batch);
        _entries.Append(batch.Identities);
        _grids.Add(batch);
        EntryCount += batch.EntryCount;
        Count(batch.Truncations);
    }

    /// <summary>Writes the file.</summary>
    public Task WriteAsync(Stream destination, CancellationToken cancellationToken) => _writer.WriteAsync(destination, cancellationToken);

    /// <summary>A sentence for each collection that did not find room in its cells.</summary>
    public IEnumerable<string> DescribeTruncations() => _truncated.Where(t => t.Value.Objects > 0).Select(t =>
        string.Create(CultureInfo.InvariantCulture,
            $"{t.Key}: {t.Value.Objects:N0} objects of {t.Value.Lists:N0} lists are beyond the slots and were left out."));

    /// <summary>A sentence for each plane of the grids.</summary>
    public IEnumerable<string> DescribeGrids() => _grids.Describe();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Count(IReadOnlyList<Truncation> truncations)
    {
        foreach (Truncation truncation in truncations)
        {
            (long lists, long objects) = _truncated.GetValueOrDefault(truncation.Name);
            _truncated[truncation.Name] = (lists + truncation.Lists, objects + truncation.Elements);
        }
    }
}
