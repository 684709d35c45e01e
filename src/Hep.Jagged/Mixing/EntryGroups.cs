using System.Globalization;
using System.Runtime.InteropServices;

namespace Hep.Jagged;

/// <summary>Counts entries by source and label, and tells what of them is mixed with what.</summary>
internal sealed class EntryGroups(EntryMixing mixing)
{
    private const int MaximumGroups = 1000;

    private readonly Dictionary<(int Source, double Label), (long Count, double Weight)> _cells = [];

    /// <summary>Takes in the entries of one more batch.</summary>
    /// <param name="identities">Which entries they are.</param>
    /// <param name="labels">A label an entry; empty where none is needed.</param>
    /// <param name="weights">A weight an entry; empty: each counts 1.</param>
    /// <exception cref="PipelineException">A label is NaN, or there are too many for classes.</exception>
    public void Add(EntryIdentities identities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        ReadOnlySpan<int> sources = identities.SourceIndices;
        for (int i = 0; i < sources.Length; i++)
        {
            double label = mixing.IsByLabel ? labels[i] : 0;
            if (double.IsNaN(label))
                throw new PipelineException("Entries with the label NaN are of no class: filter them out to mix classes.");
            ref (long Count, double Weight) cell = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _cells, (identities.Sources[sources[i]].DatasetSource, label), out bool known);
            if (!known && _cells.Count > MaximumGroups * 10)
                throw new PipelineException($"'{DatasetColumns.Label}' has too many values: these are no classes to be mixed.");
            cell.Count++;
            cell.Weight += weights.IsEmpty ? 1 : Math.Abs(weights[i]);
        }
    }

    /// <summary>The groups, in the order of their labels or sources.</summary>
    /// <exception cref="PipelineException">There are none, too many, or others than there are shares for.</exception>
    public IReadOnlyList<EntryGroup> ToGroups()
    {
        double[] keys = [.. _cells.Keys.Select(KeyOf).Distinct().Order()];
        if (keys.Length == 0) throw new PipelineException("There are no entries to be mixed.");
        if (keys.Length > MaximumGroups)
            throw new PipelineException(
                $"{keys.Length} {(mixing.IsByLabel ? "classes" : "sources")} cannot be mixed, at most {MaximumGroups}.");
        CheckShares(keys);
        double[] shares = [.. keys.Select(ShareOf)];
        double sum = shares.Sum();
        return [.. keys.Select((key, i) => ToGroup(key, shares[i], shares[i] / sum))];
    }

    private double KeyOf((int Source, double Label) cell) => mixing.IsByLabel ? cell.Label : cell.Source;

    private double ShareOf(double key) => mixing.Order switch
    {
        MixingOrder.Proportional => _cells.Where(c => KeyOf(c.Key) == key).Sum(c => c.Value.Count),
        MixingOrder.Sources or MixingOrder.Labels => mixing.Shares[key],
        _ => 1,
    };

    private EntryGroup ToGroup(double key, double weight, double share)
    {
        (long count, double absolute) = (0, 0);
        SortedSet<int> sources = [];
        foreach (((int Source, double Label) cell, (long Count, double Weight) found) in _cells)
            if (KeyOf(cell) == key)
            {
                (count, absolute) = (count + found.Count, absolute + found.Weight);
                sources.Add(cell.Source);
            }
        return new EntryGroup(NameOf(key), share, count)
        {
            Weight = weight,
            MeanWeight = absolute / count,
            Label = mixing.IsByLabel ? key : null,
            Sources = [.. sources],
            HasWholeSources = !_cells.Keys.Any(c => sources.Contains(c.Source) && KeyOf(c) != key),
        };
    }

    private void CheckShares(double[] keys)
    {
        if (mixing.Shares.IsEmpty) return;
        foreach (double key in keys)
            if (!mixing.Shares.ContainsKey(key))
                throw Misfit($"There is no share for {NameOf(key)}, of which there are entries");
        foreach (double key in mixing.Shares.Keys)
            if (!keys.Contains(key)) throw Misfit($"There is a share for {NameOf(key)}, of which there are no entries");
    }

    private PipelineException Misfit(string what) => new($"{what}: shares are for {string.Join(", ", mixing.Shares.Keys.Select(NameOf))}, "
        + $"entries are of {string.Join(", ", _cells.Keys.Select(KeyOf).Distinct().Order().Select(NameOf))}.");

    private string NameOf(double key) => string.Create(CultureInfo.InvariantCulture, $"{(mixing.IsByLabel ? "class" : "source")} {key}");
}
