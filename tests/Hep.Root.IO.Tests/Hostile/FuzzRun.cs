using System.Diagnostics;

namespace Hep.Root.IO.Tests.Hostile;

/// <summary>Reads damaged files and holds each against the whole one.</summary>
internal static class FuzzRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Bytes that reading a damaged file may allocate beyond what the whole one does: claims are compared with what is
    // there before memory is taken.
    private const long AllocationBound = 16L << 20;

    /// <summary>Damages the files in turn, so many times in all, or as often as the time allows.</summary>
    public static async Task<FuzzReport> OverAsync(
        IReadOnlyList<FuzzTarget> targets, int mutations, int firstSeed, TimeSpan? duration = null)
    {
        FuzzReport report = new();
        int perTarget = (mutations + targets.Count - 1) / targets.Count;
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round == 0 || Stopwatch.GetElapsedTime(begin) < duration; round++)
            for (int i = 0; i < targets.Count; i++)
                await CheckAsync(targets[i], firstSeed + (round * targets.Count + i) * perTarget, perTarget, report);
        return report;
    }

    /// <summary>One damage again.</summary>
    public static async Task<FuzzReport> ReplayAsync(IEnumerable<FuzzTarget> targets, (string File, int Seed) finding)
    {
        FuzzReport report = new();
        await CheckAsync(targets.Single(t => t.Name == finding.File), finding.Seed, 1, report);
        return report;
    }

    private static async Task CheckAsync(FuzzTarget target, int firstSeed, int count, FuzzReport report)
    {
        FileDigest whole = await target.ReadAsync();
        long wholeCost = await CostAsync(target.ReadAsync);
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            Mutation mutation = target.Mutate(seed);
            long begin = Stopwatch.GetTimestamp();
            string? finding = await FindAsync(target, mutation, threads: 1 + seed % 2, whole, wholeCost);
            TimeSpan time = Stopwatch.GetElapsedTime(begin);
            if (time > report.Slowest.Time) report.Slowest = (time, $"{target.Name}:{seed}");
            if (finding is not null) Keep(report, target, seed, mutation, finding);
        }
        report.Mutations += count;
        report.PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64;
    }

    /// <summary>What is wrong with how a damaged file was read; null where nothing is.</summary>
    private static async Task<string?> FindAsync(
        FuzzTarget target, Mutation mutation, int threads, FileDigest whole, long wholeCost)
    {
        using CancellationTokenSource patience = new(Patience);
        FileDigest damaged = new();
        try
        {
            long cost = await CostAsync(async () => damaged = await target.ReadAsync(mutation.File, threads, patience.Token));
            if (cost > wholeCost + AllocationBound) return $"{cost} bytes were allocated, {wholeCost} for the whole file";
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
        if (damaged.Refusals.Find(r => r.File is null) is { } anonymous) return $"a refusal without its file: {anonymous}";
        string[] unlike = mutation.IsCovered ? [.. damaged.ColumnsUnlike(whole)] : [];
        return unlike.Length > 0 ? $"other values in {string.Join(", ", unlike)}" : null;
    }

    private static void Keep(FuzzReport report, FuzzTarget target, int seed, Mutation mutation, string finding)
    {
        report.Findings.Add($"{target.Name}:{seed}: {mutation.Description}: {finding}");
        if (FuzzOptions.SaveFolder is not { } folder) return;
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, $"{seed}-{target.Name}"), mutation.File);
    }

    private static async Task<long> CostAsync(Func<Task> action)
    {
        long before = GC.GetTotalAllocatedBytes();
        await action();
        return GC.GetTotalAllocatedBytes() - before;
    }
}
