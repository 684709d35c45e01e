using Hep.Root.IO;

namespace Hep.Tool.Terminal;

/// <summary>A ROOT file on its way: what <see cref="OutputFile"/> is to bytes that come one after the other.</summary>
internal sealed class RootOutput : IAsyncDisposable
{
    private readonly Session _session;
    private readonly string _name;
    private readonly bool _replace;
    private bool _isComplete;

    private RootOutput(Session session, string name, bool replace, RootFileWriter file) =>
        (_session, _name, _replace, File) = (session, name, replace, file);

    /// <summary>Where to write.</summary>
    public RootFileWriter File { get; }

    /// <summary>Refuses a place as <see cref="OutputFile.CheckFree"/>, and streams: a ROOT file is written to and fro.</summary>
    /// <exception cref="ToolException">It cannot be written there.</exception>
    public static void CheckFree(Session session, string name, bool force)
    {
        if (OutputFile.IsStream(name))
            throw ToolException.Usage(
                $"'{name}': a ROOT file is not written from its begin to its end, and needs a file such as out.root.");
        OutputFile.CheckFree(session, [name], force);
    }

    /// <summary>Begins a file.</summary>
    /// <exception cref="ToolException">Something stands there already and may not be replaced.</exception>
    /// <exception cref="RootException">Nothing can be written there.</exception>
    public static async Task<RootOutput> CreateAsync(
        Session session, string name, bool force, RootWriteOptions options, CancellationToken cancellationToken)
    {
        (string path, string part) = OutputFile.PlaceOf(session, name, force);
        RootFileWriter file = await RootFileWriter.CreateAsync(path, options with { PartPath = part }, cancellationToken);
        session.Track(part);
        return new RootOutput(session, name, force, file);
    }

    /// <summary>The result is whole: moves it to its place.</summary>
    /// <exception cref="ToolException">Something was put there meanwhile and may not be replaced.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_replace && System.IO.File.Exists(File.Path)) throw new ToolException($"'{_name}' exists: --force replaces it.");
        await File.CompleteAsync(cancellationToken);
        _isComplete = true;
    }

    /// <summary>Closes; what is not complete is removed, also where it was saved on the way for the case of a killed process.</summary>
    public async ValueTask DisposeAsync()
    {
        await File.DisposeAsync();
        if (!_isComplete) _session.RemovePart(File.PartPath);
        _session.Forget(File.PartPath);
    }
}
