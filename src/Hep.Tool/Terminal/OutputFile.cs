namespace Hep.Tool.Terminal;

/// <summary>
/// A result on its way: written beside its place as <c>.NAME.hep-part</c> and moved there when complete, so that nobody ever
/// sees half of it. <c>-</c> is standard output.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private const string StandardOutput = "-";

    private readonly Session _session;
    private readonly string? _path, _part;
    private readonly bool _replace;
    private bool _isComplete, _ownsStream;

    private OutputFile(Session session, string? path, string? part, Stream stream, bool replace)
    {
        _session = session;
        _path = path;
        _part = part;
        _replace = replace;
        Stream = stream;
    }

    /// <summary>Where to write.</summary>
    public Stream Stream { get; }

    /// <summary>Whether the result goes to standard output, so that people's tables must not.</summary>
    public bool IsStandardOutput => _path is null && !_ownsStream;

    /// <summary>Whether a name means standard output.</summary>
    public static bool IsStandardOutputName(string name) => name == StandardOutput;

    /// <summary>
    /// Whether a name means something that bytes go to, and no place where a file could stand: standard output, a device, a pipe.
    /// </summary>
    public static bool IsStream(string name) => IsStandardOutputName(name) || IsDevice(name);

    /// <summary>
    /// Refuses places where something stands already, where nothing can be written, or that are one place: asked before long work begins.
    /// </summary>
    /// <exception cref="ToolException">There is one.</exception>
    public static void CheckFree(Session session, IReadOnlyList<string> names, bool force)
    {
        HashSet<string> paths = [];
        foreach (string name in names.Where(n => !IsStream(n)))
        {
            (string path, string part) = PlaceOf(session, name, force);
            if (!paths.Add(path))
                throw new ToolException(
                    $"'{name}' would hold two results, of which one replaces the other: give one of them another name.");
            OpenPart(name, part).Dispose();
            File.Delete(part);
        }
    }

    /// <summary>Opens a place for a result.</summary>
    /// <exception cref="ToolException">Something stands there already and may not be replaced, or nothing can be written there.</exception>
    public static OutputFile Create(Session session, string name, bool force)
    {
        if (IsStandardOutputName(name))
        {
            session.Output.Flush();
            return new OutputFile(session, null, null, session.OutputStream, replace: false);
        }
        if (IsDevice(name)) return OpenDevice(session, name);
        (string path, string part) = PlaceOf(session, name, force);
        OutputFile file = new(session, path, part, OpenPart(name, part), force);
        session.Track(part);
        return file;
    }

    /// <summary>Where a result will stand, and its part until then.</summary>
    /// <exception cref="ToolException">Something stands there already and may not be replaced, or there is no such folder.</exception>
    public static (string Path, string Part) PlaceOf(Session session, string name, bool force)
    {
        string path = Path.GetFullPath(name, session.WorkingFolder), folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(path)) throw new ToolException($"'{name}' is a folder: give the name of a file in it.");
        if (!force && File.Exists(path)) throw new ToolException($"'{name}' exists: --force replaces it.");
        if (!Directory.Exists(folder)) throw new ToolException($"'{name}' cannot be written: the folder '{folder}' does not exist.");
        return (path, Path.Combine(folder, $".{Path.GetFileName(path)}.hep-part"));
    }

    // Locked: a second run towards the same result must not mix with this one. What a killed run left is overwritten.
    private static FileStream OpenPart(string name, string part)
    {
        try
        {
            return new FileStream(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(name, failure);
        }
    }

    // What the system says ends with the path of the part, which nobody has named.
    private static ToolException CannotWrite(string name, Exception failure) =>
        new($"'{name}' cannot be written: {failure.Message.Split(" : '")[0]}", failure);

    // /dev/null, /dev/stdout, and the /dev/fd/63 that a shell's >(command) stands for: written as they are, and never replaced by a file.
    // What lies in /dev/shm, which is memory, are files.
    private static bool IsDevice(string name) => !OperatingSystem.IsWindows() && name.StartsWith("/dev/", StringComparison.Ordinal)
        && !name.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static OutputFile OpenDevice(Session session, string name)
    {
        try
        {
            FileStream device = new(name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            return new OutputFile(session, null, null, device, replace: false) { _ownsStream = true };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(name, failure);
        }
    }

    /// <summary>Writes a whole result at once.</summary>
    /// <exception cref="ToolException">It cannot be written there; what stood there stands there still.</exception>
    public static async Task WriteAsync(
        Session session, string name, bool force, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using OutputFile file = Create(session, name, force);
        try
        {
            await file.Stream.WriteAsync(content, cancellationToken);
            await file.CompleteAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw CannotWrite(name, failure);
        }
    }

    /// <summary>The result is whole: moves it to its place.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        if (_path is null) return;
        cancellationToken.ThrowIfCancellationRequested();
        await Stream.DisposeAsync();
        try
        {
            File.Move(_part!, _path, _replace);
        }
        catch (IOException failure)
        {
            throw new ToolException($"'{_path}' cannot be put in place: {failure.Message}", failure);
        }
        _isComplete = true;
    }

    /// <summary>Closes; what is not complete is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ownsStream) await Stream.DisposeAsync();
        if (_path is null) return;
        try
        {
            await Stream.DisposeAsync();
        }
        catch (IOException) when (!_isComplete)
        {
            // The disk is full: writing has told of it, and what is here goes.
        }
        if (!_isComplete) _session.RemovePart(_part!);
        _session.Forget(_part!);
    }
}
