namespace Hep.Inference.Client;

/// <summary>The servers of a client: the one that it was made for, and those to fall back on.</summary>
internal sealed class ServerPool
{
    private readonly Server[] _servers;

    public ServerPool(Uri address, IReadOnlyList<Uri> fallbacks) =>
        _servers = [new Server(address), .. fallbacks.Select(f => new Server(f))];

    public Server First => _servers[0];

    public IReadOnlyList<Server> All => _servers;

    /// <summary>The servers in the order to ask them: those that failed of late come last.</summary>
    public IEnumerable<Server> InOrder() => _servers.Length == 1 ? _servers : _servers.OrderBy(s => !s.IsRested);
}
