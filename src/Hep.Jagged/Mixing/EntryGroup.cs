using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>What is mixed with others: a source of a dataset, or a class.</summary>
public sealed class EntryGroup
{
    internal EntryGroup(string name, double share, long entryCount) => (Name, Share, EntryCount) = (name, share, entryCount);

    /// <summary>Such as <c>source 0</c> or <c>class 1</c>.</summary>
    public string Name { get; }

    /// <summary>How often its entries come, from 0 to 1: the shares of all groups add up to 1.</summary>
    public double Share { get; }

    /// <summary>Its entries.</summary>
    public long EntryCount { get; }

    /// <summary>The mean of the absolute values of their weights.</summary>
    public double MeanWeight { get; internal init; } = 1;

    /// <summary>
    /// What its progress is divided by: the share as it was given, or its number of entries, which makes proportional groups end together
    /// exactly.
    /// </summary>
    internal double Weight { get; init; } = 1;

    /// <summary>The label of its entries; null: its source tells it apart.</summary>
    public double? Label { get; internal init; }

    /// <summary>The sources of the dataset in which its entries lie, ascending.</summary>
    public ImmutableArray<int> Sources { get; internal init; } = [];

    /// <summary>Whether these sources hold nothing else: it can be read without its neighbours then.</summary>
    public bool HasWholeSources { get; internal init; } = true;
}
