using System.Text;
using Hep.Tool.Terminal;

namespace Hep.Tool.Demonstration;

/// <summary>The folder of one demonstration: what it writes there it may replace when it is run again.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const string LockName = ".hep-demo.lock";

    private readonly Session _session;
    private readonly FileStream _lock;

    /// <summary>The folder of that path, made where it is missing, for one demonstration at a time.</summary>
    /// <exception cref="ToolException">
    /// It cannot be made or written, or another demonstration is at work there: told before any work is done.
    /// </exception>
    public DemoFolder(Session session, string path)
    {
        _session = session;
        try
        {
            FullPath = Directory.CreateDirectory(path).FullName;
            _lock = new FileStream(
                this[LockName], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"--dir: the demonstration cannot write to '{path}' ({failure.Message}): choose another folder.", failure);
        }
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

    /// <summary>Lets others use the folder.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Writes a text, or replaces it.</summary>
    public Task WriteAsync(string name, string content, CancellationToken cancellationToken) =>
        WriteAsync(name, Encoding.UTF8.GetBytes(content), cancellationToken);
}
