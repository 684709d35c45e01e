namespace Hep.Root.IO.Tests.Hostile;

/// <summary>What a run over damaged files found, and what it cost.</summary>
internal sealed class FuzzReport
{
    /// <summary>Damage that was neither refused nor harmless, with the seed that repeats it.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>Damaged files that were read.</summary>
    public int Mutations { get; set; }

    /// <summary>The longest that one of them took, and which.</summary>
    public (TimeSpan Time, string Name) Slowest { get; set; }

    /// <summary>The most memory that the process held.</summary>
    public long PeakBytes { get; set; }

    public string Summary =>
        $"{Mutations} damaged files, {Findings.Count} findings; slowest {Slowest.Time.TotalSeconds:F2} s ({Slowest.Name}), "
        + $"peak {PeakBytes / 1e6:F0} MB";
}
