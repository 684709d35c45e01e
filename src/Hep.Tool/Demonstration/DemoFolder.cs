using System.Text;
using Hep.Tool.Terminal;

namespace Hep.Tool.Demonstration;

/// <summary>The folder of one demonstration: what it writes there it may replace when it is run again.</summary>
internal sealed class DemoFolder
{
    private readonly Session _session;

    /// <summary>The folder of that path, made where it is missing.</summary>
    public DemoFolder(Session session, string path)
    {
        _session = session;
        FullPath = Directory.CreateDirectory(path).FullName;
    }

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The service's repository of models.</summary>
    public string Models => this["models"];

    /// <summary>The service's token: its own, so that no other service of this user is concerned.</summary>
    public string Token => this["token"];

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => Path.Combine(FullPath, name);

    /// <summary>Writes a file, or replaces it.</summary>
    public Task WriteAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        OutputFile.WriteAsync(_session, this[name], force: true, content, cancellationToken);

    /// <summary>Writes a text, or replaces it.</summary>
    public Task WriteAsync(string name, string content, CancellationToken cancellationToken) =>
        WriteAsync(name, Encoding.UTF8.GetBytes(content), cancellationToken);
}
