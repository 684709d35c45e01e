using Hep.Tool.Terminal;
using Hep.Tool.Training;

namespace Hep.Tool.Demonstration;

/// <summary>
/// Where the sample events and their configurations are: packed beside the program, so that an installed tool has them too.
/// </summary>
internal static class DemoData
{
    private const string Folder = "samples";

    private static readonly Dictionary<string, string> Configurations = new(StringComparer.Ordinal)
    {
        [TrainingRun.Torch] = "demo.json",
        [TrainingRun.MLNet] = "trees.json",
    };

    /// <summary>The engines that the demonstration can show.</summary>
    public static IReadOnlyCollection<string> Engines => Configurations.Keys;

    /// <summary>The configuration for an engine; its files lie beside it.</summary>
    /// <exception cref="ToolException">The program was copied without them.</exception>
    public static string FindConfiguration(string engine)
    {
        string path = Path.Combine(AppContext.BaseDirectory, Folder, Configurations[engine]);
        return File.Exists(path)
            ? path
            : throw new ToolException($"The sample data are not beside the program: '{path}' is missing. Install hep again.");
    }
}
