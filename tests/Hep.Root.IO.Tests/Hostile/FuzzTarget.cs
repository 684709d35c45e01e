namespace Hep.Root.IO.Tests.Hostile;

/// <summary>A whole file that is damaged in many ways, and how much of it is read each time.</summary>
internal sealed class FuzzTarget(string name, byte[] file, FileReading reading, int reach = int.MaxValue)
{
    private readonly Func<int, Mutation>? _mutate;
    private readonly Lazy<FileMap> _map = new(() => FileMap.Of(file, reach));

    /// <summary>The same for a file that knows best how it is damaged.</summary>
    public FuzzTarget(string name, byte[] file, FileReading reading, Func<int, Mutation> mutate) : this(name, file, reading) =>
        _mutate = mutate;

    public string Name => name;

    /// <summary>The damage that a seed stands for.</summary>
    public Mutation Mutate(int seed) => _mutate is null ? Mutation.Of(file, _map.Value, seed) : _mutate(seed);

    /// <summary>What is read of the whole file.</summary>
    public Task<FileDigest> ReadAsync() => ReadAsync(file, threads: 1, CancellationToken.None);

    /// <summary>What is read of a damaged one.</summary>
    public Task<FileDigest> ReadAsync(byte[] damaged, int threads, CancellationToken cancellationToken) =>
        FileDigest.ReadAsync(damaged, reading with { Threads = threads }, cancellationToken);
}
