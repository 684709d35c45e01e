using System.Diagnostics;
using System.Globalization;

namespace Hep.Inference.Server.Telemetry;

/// <summary>How busy the machine and this process are. Swap and loads are Linux' alone, 0 elsewhere.</summary>
/// <param name="Uptime">Since the process started.</param>
/// <param name="ProcessorTime">That the process took, of all processors.</param>
/// <param name="Threads">Of the process.</param>
/// <param name="MemoryBytes">What the process may use: the machine's memory, or its container's.</param>
/// <param name="UsedMemoryBytes">What of it was in use, by anybody.</param>
/// <param name="SwapBytes">Swap of the machine.</param>
/// <param name="UsedSwapBytes">What of it is in use.</param>
/// <param name="Loads">Processes that want a processor, averaged over 1, 5 and 15 minutes.</param>
internal sealed record MachineLoad(TimeSpan Uptime, TimeSpan ProcessorTime, int Threads, long MemoryBytes, long UsedMemoryBytes,
    long SwapBytes, long UsedSwapBytes, double[] Loads)
{
    private const string MemoryFile = "/proc/meminfo", LoadFile = "/proc/loadavg";

    /// <summary>Of all processors, 0 to 1, averaged since the start.</summary>
    public double ProcessorShare => Math.Clamp(ProcessorTime / (Uptime * Environment.ProcessorCount), 0, 1);

    public static MachineLoad Read()
    {
        using Process process = Process.GetCurrentProcess();
        GCMemoryInfo runtime = GC.GetGCMemoryInfo();   // of the last collection of garbage: only where the system does not tell
        Dictionary<string, long> memory = ReadMemory();
        long swap = memory.GetValueOrDefault("SwapTotal");
        long used = memory.TryGetValue("MemTotal", out long total) && memory.TryGetValue("MemAvailable", out long available)
            ? Math.Min(total - available, runtime.TotalAvailableMemoryBytes)
            : runtime.MemoryLoadBytes;
        return new MachineLoad(DateTime.Now - process.StartTime, process.TotalProcessorTime, process.Threads.Count,
            runtime.TotalAvailableMemoryBytes, used, swap, swap - memory.GetValueOrDefault("SwapFree"), ReadLoads());
    }

    // Lines such as "MemTotal:       24680284 kB", by name in bytes.
    private static Dictionary<string, long> ReadMemory()
    {
        Dictionary<string, long> memory = new(StringComparer.Ordinal);
        if (!File.Exists(MemoryFile)) return memory;
        foreach (string line in File.ReadLines(MemoryFile))
            if (line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries) is [var name, var number, "kB"]
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes))
                memory[name] = kibibytes << 10;
        return memory;
    }

    private static double[] ReadLoads()
    {
        double[] loads = new double[3];
        if (!File.Exists(LoadFile)) return loads;
        string[] words = File.ReadAllText(LoadFile).Split(' ');
        for (int i = 0; i < Math.Min(loads.Length, words.Length); i++)
            _ = double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out loads[i]);
        return loads;
    }
}
