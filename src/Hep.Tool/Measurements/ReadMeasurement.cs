using System.Diagnostics;
using System.Text.Json;

namespace Hep.Tool.Measurements;

/// <summary>How long reading took: the first time in this process, and once everything was warm.</summary>
internal sealed class ReadMeasurement
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly ReadTask _task;
    private readonly Pass _first;
    private readonly Pass? _later;
    private readonly ReadAmount _amount;

    private ReadMeasurement(ReadTask task, ReadAmount amount, Pass first, Pass? later)
    {
        _task = task;
        _amount = amount;
        _first = first;
        _later = later;
    }

    /// <summary>
    /// Measures a first pass and, after two seconds of passes that do not count, the median of <paramref name="repeats"/> more.
    /// </summary>
    public static async Task<ReadMeasurement> MeasureAsync(ReadTask task, int repeats, CancellationToken cancellationToken)
    {
        Pass first = await Pass.RunAsync(task, cancellationToken);
        ReadAmount amount = await task.AmountAsync(cancellationToken);
        if (repeats == 0) return new ReadMeasurement(task, amount, first, null);
        Stopwatch warming = Stopwatch.StartNew();
        while (warming.Elapsed < WarmUp) await task.ReadAsync(cancellationToken);
        List<Pass> later = [];
        for (int i = 0; i < repeats; i++) later.Add(await Pass.RunAsync(task, cancellationToken));
        Pass middle = new(Median(later.Select(p => p.Wall)), Median(later.Select(p => p.Cpu)),
            Median(later.Select(p => p.AllocatedBytes)));
        return new ReadMeasurement(task, amount, first, middle);
    }

    /// <summary>Writes the members of the line.</summary>
    public void Write(Utf8JsonWriter row, int threads, BatchBound batch)
    {
        Pass pass = _later ?? _first;
        row.WriteNumber("files", _task.Inputs.Count);
        row.WriteNumber("entries", _amount.Entries);
        row.WriteNumber("columns", _amount.Columns);
        row.WriteNumber("bytes_compressed", _amount.StoredBytes);
        row.WriteNumber("bytes", _amount.PlainBytes);
        row.WriteNumber("first_wall", Math.Round(_first.Wall, 6));
        row.WriteNumber("first_cpu", Math.Round(_first.Cpu, 6));
        WriteOptional(row, "later_wall", _later?.Wall);
        WriteOptional(row, "later_cpu", _later?.Cpu);
        row.WriteNumber("seconds", Math.Round(pass.Wall, 6));
        row.WriteNumber("mb_per_s", Math.Round(_amount.PlainBytes / 1e6 / pass.Wall, 3));
        row.WriteNumber("entries_per_s", Math.Round(_amount.Entries / pass.Wall, 1));
        row.WriteNumber("peak_rss_mb", Math.Round(Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, 1));
        row.WriteNumber("allocated_mb", Math.Round(pass.AllocatedBytes / 1e6, 3));
        row.WriteNumber("threads", threads);
        if (batch.Bytes is { } bytes) row.WriteString("batch", $"{bytes}B");
        else row.WriteNumber("batch", batch.Entries);
    }

    private static void WriteOptional(Utf8JsonWriter row, string name, double? seconds)
    {
        if (seconds is { } value) row.WriteNumber(name, Math.Round(value, 6));
        else row.WriteNull(name);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// <summary>One pass: seconds on the wall and of the processors, and bytes allocated.</summary>
    private sealed record Pass(double Wall, double Cpu, double AllocatedBytes)
    {
        public static async Task<Pass> RunAsync(ReadTask task, CancellationToken cancellationToken)
        {
            long allocated = GC.GetTotalAllocatedBytes();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            Stopwatch wall = Stopwatch.StartNew();
            await task.ReadAsync(cancellationToken);
            double seconds = wall.Elapsed.TotalSeconds;
            return new Pass(seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes() - allocated);
        }
    }
}
