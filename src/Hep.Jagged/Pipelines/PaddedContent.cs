using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>What a padded batch owns.</summary>
internal sealed class PaddedContent : IDisposable
{
    public required ImmutableArray<string> Cells { get; init; }

    public required ImmutableArray<string> Collections { get; init; }

    /// <summary>One for each collection.</summary>
    public required ImmutableArray<TokenLayout> Tokens { get; init; }

    public required SharedMemory<float> Features { get; init; }

    public required SharedMemory<bool> Mask { get; init; }

    public required SharedMemory<int>[] Lengths { get; init; }

    public required Dictionary<string, SharedMemory<int>> InnerLengths { get; init; }

    public required ImmutableArray<Truncation> Truncations { get; init; }

    public required int TargetCount { get; init; }

    public required SharedMemory<float> Labels { get; init; }

    public required SharedMemory<float> Weights { get; init; }

    public required SharedMemory<bool> Selected { get; init; }

    public required EntryIdentities Identities { get; init; }

    public required GridContent Grids { get; init; }

    /// <summary>Further handles on the same memory.</summary>
    public PaddedContent Share() => new()
    {
        Cells = Cells,
        Collections = Collections,
        Tokens = Tokens,
        Features = Features.Share(),
        Mask = Mask.Share(),
        Lengths = Array.ConvertAll(Lengths, l => l.Share()),
        InnerLengths = InnerLengths.ToDictionary(l => l.Key, l => l.Value.Share(), StringComparer.Ordinal),
        Truncations = Truncations,
        TargetCount = TargetCount,
        Labels = Labels.Share(),
        Weights = Weights.Share(),
        Selected = Selected.Share(),
        Identities = Identities.Share(),
        Grids = Grids.Share(),
    };

    public void Dispose()
    {
        Features.Dispose();
        Mask.Dispose();
        foreach (SharedMemory<int> lengths in Lengths) lengths.Dispose();
        foreach (SharedMemory<int> lengths in InnerLengths.Values) lengths.Dispose();
        Labels.Dispose();
        Weights.Dispose();
        Selected.Dispose();
        Identities.Dispose();
        Grids.Dispose();
    }
}
