namespace Hep.Inference.Server.Repository;

/// <summary>
/// What a model takes, measured as what the process grew by while it was loaded and first run, without .NET's own objects. What happens
/// beside is counted in, and memory that was free before is not: so the length of the file is the least, and four times that and 64 MiB the
/// most that is believed.
/// </summary>
internal readonly struct ResidentGrowth(long fileBytes)
{
    private const long MostBeside = 64L << 20;

    private readonly long _before = Resident();

    public long Bytes => Math.Clamp(Resident() - _before, fileBytes, (4 * fileBytes) + MostBeside);

    private static long Resident() => Environment.WorkingSet - GC.GetTotalMemory(forceFullCollection: false);
}
