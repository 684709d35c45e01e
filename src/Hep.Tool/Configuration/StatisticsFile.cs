using Hep.Jagged;
using Hep.Tool.Terminal;

namespace Hep.Tool.Configuration;

/// <summary>What <c>hep fit</c> wrote.</summary>
internal static class StatisticsFile
{
    /// <exception cref="ToolException">There is none, or it holds no statistics.</exception>
    public static async Task<FeatureStatistics> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new ToolException($"There are no statistics '{path}': hep fit writes them.");
        try
        {
            return FeatureStatistics.FromJson(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (PipelineException failure)
        {
            throw new ToolException($"{path}: {failure.Message}", failure);
        }
    }
}
