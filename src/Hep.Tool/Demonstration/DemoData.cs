using Hep.Tool.Terminal;

namespace Hep.Tool.Demonstration;

/// <summary>
/// Where the sample events and their configuration are: packed beside the program, so that an installed tool has them too.
/// </summary>
internal static class DemoData
{
    private const string Folder = "samples", ConfigurationName = "demo.json";

    /// <summary>The configuration; its files lie beside it.</summary>
    /// <exception cref="ToolException">The program was copied without them.</exception>
    public static string FindConfiguration()
    {
        string path = Path.Combine(AppContext.BaseDirectory, Folder, ConfigurationName);
        return File.Exists(path)
            ? path
            : throw new ToolException($"The sample data are not beside the program: '{path}' is missing. Install hep again.");
    }
}
