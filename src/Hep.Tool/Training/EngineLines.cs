using Hep.Train;

namespace Hep.Tool.Training;

/// <summary>Writes a line an epoch of each of several engines, its name in front.</summary>
internal sealed class EngineLines(TextWriter output, IReadOnlyList<string> engines, string monitor) : IProgress<EngineReport>
{
    private readonly Dictionary<string, EpochLines> _lines = engines.ToDictionary(
        e => e, e => new EpochLines(output, monitor) { Indent = e.PadRight(engines.Max(name => name.Length) + 2) }, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(EngineReport value) => _lines[value.Engine.Name.Split(' ')[0]].Report(value.Epoch);
}
