namespace Hep.Root.IO.Tests.Hostile;

/// <summary>A whole file that is damaged in many ways, and how much of it is read each time.</summary>
internal sealed class FuzzTarget(string name, byte[] file, FileReading reading, int reach = int.MaxValue)
{
    private readonly Lazy<FileMap> _map = new(() => FileMap.Of(file, reach));

    public string Name => name;

    /// <summary>The damage that a seed stands for.</summary>
    public Mutation Mutate(int seed) => Mutation.Of(file, _map.Value, seed);

    /// <summary>What is read of the whole file.</summary>
    public Task<FileDigest> ReadAsync() => ReadAsync(file, threads: 1, CancellationToken.None);

    /// <summary>What is read of a damaged one.</summary>
    public Task<FileDigest> ReadAsync(byte[] damaged, int threads, CancellationToken cancellationToken) =>
        FileDigest.ReadAsync(damaged, reading with { Threads = threads }, cancellationToken);
}
