using Hep.Train;

namespace Hep.Tool.Training;

/// <summary>Writes a line an epoch of each of several engines, its name in front.</summary>
internal sealed class EngineLines(TextWriter output, IReadOnlyList<string> engines) : IProgress<EngineReport>
{
    private readonly int _width = engines.Max(e => e.Length);

    /// <inheritdoc/>
    public void Report(EngineReport value)
    {
        output.WriteLine($"{value.Engine.Name.Split(' ')[0].PadRight(_width)}  {EpochLines.Describe(value.Epoch)}");
        output.Flush();
    }
}
