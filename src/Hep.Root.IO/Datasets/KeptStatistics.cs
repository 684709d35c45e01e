using System.Collections.Immutable;
using Hep.Jagged;

namespace Hep.Root.IO;

/// <summary>Statistics of a dataset, some of whose files were known from before.</summary>
public sealed class KeptStatistics
{
    internal KeptStatistics(FeatureStatistics statistics, int knownFileCount, int readFileCount, ImmutableArray<string> warnings) =>
        (Statistics, KnownFileCount, ReadFileCount, Warnings) = (statistics, knownFileCount, readFileCount, warnings);

    /// <summary>The statistics of all files.</summary>
    public FeatureStatistics Statistics { get; }

    /// <summary>Files whose statistics were kept: no entry of them was read.</summary>
    public int KnownFileCount { get; }

    /// <summary>Files that were read.</summary>
    public int ReadFileCount { get; }

    /// <summary>What the user should know of the folder: parts that were damaged and taken again, or could not be kept.</summary>
    public ImmutableArray<string> Warnings { get; }
}
