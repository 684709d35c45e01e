using System.Diagnostics;
using System.Globalization;

namespace Hep.Train.Python.Tests;

/// <summary>Processes whose numbers a script wrote down.</summary>
internal static class LivingProcesses
{
    /// <summary>Those of a file, separated by spaces, that are there and no zombies.</summary>
    public static int[] Of(string file) =>
        [.. File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => int.Parse(p, CultureInfo.InvariantCulture))
            .Where(IsAlive)];

    private static bool IsAlive(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
            using Process process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
