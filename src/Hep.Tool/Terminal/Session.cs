using System.Text;
using Hep.Root.IO;

namespace Hep.Tool.Terminal;

/// <summary>Where one run of the tool reads and writes: the process's own streams, or those of a test.</summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Lock _lock = new();
    private readonly List<string> _parts = [];
    private readonly Lazy<RootOpenOptions> _opening;

    /// <summary>A run over these streams.</summary>
    public Session(Stream output, Stream error, string workingFolder)
    {
        OutputStream = output;
        Output = new StreamWriter(output, Utf8, bufferSize: 1 << 14) { AutoFlush = false, NewLine = "\n" };
        Error = TextWriter.Synchronized(new StreamWriter(error, Utf8, bufferSize: 1 << 10) { AutoFlush = true, NewLine = "\n" });
        WorkingFolder = workingFolder;
        _opening = new Lazy<RootOpenOptions>(() => new RootOpenOptions
        {
            XRootD = new XRootDClient(XRootDOptions.FromEnvironment()),
            Http = new HttpFileClient(HttpFileOptions.FromEnvironment()),
            BlockCache = BlockCache,
        });
    }

    /// <summary>Results.</summary>
    public TextWriter Output { get; }

    /// <summary>Results that are no text; <see cref="Output"/> is flushed first.</summary>
    public Stream OutputStream { get; }

    /// <summary>Progress and messages.</summary>
    public TextWriter Error { get; }

    /// <summary>What relative paths start from.</summary>
    public string WorkingFolder { get; }

    /// <summary>Keeps what is read of remote files; set before the first file is opened. Null: nothing is kept.</summary>
    public BlockCache? BlockCache { get; set; }

    /// <summary>How files are opened: remote ones through a client for each kind of server, made when it is first needed.</summary>
    public RootOpenOptions Opening => _opening.Value;

    /// <summary>Whether a person watches standard output.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person watches standard error: progress is drawn.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal; tables that nobody watches are as wide as they need.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Whether text may be coloured: a terminal, and no <c>NO_COLOR</c>.</summary>
    public bool Colours { get; init; }

    /// <summary>Whether failures show their stack: <c>HEP_DEBUG=1</c>.</summary>
    public bool Debug { get; init; }

    /// <summary>The process's own streams and environment.</summary>
    public static Session OfProcess()
    {
        bool output = !Console.IsOutputRedirected, error = !Console.IsErrorRedirected;
        bool mono = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new Session(Console.OpenStandardOutput(), Console.OpenStandardError(), Environment.CurrentDirectory)
        {
            OutputIsTerminal = output,
            ErrorIsTerminal = error,
            Width = output && Console.WindowWidth > 0 ? Console.WindowWidth : 120,
            Colours = output && !mono,
            Debug = Environment.GetEnvironmentVariable("HEP_DEBUG") == "1",
        };
    }

    /// <summary>A line of the result that may hold what a file calls its objects, as one that a terminal only shows.</summary>
    public void WriteLine(string text) => Output.WriteLine(TableLayout.CleanLine(text));

    /// <summary>The part of a result that a second Ctrl-C must not leave behind.</summary>
    public void Track(string part)
    {
        lock (_lock) _parts.Add(part);
    }

    /// <summary>The result is complete, or its part gone.</summary>
    public void Forget(string part)
    {
        lock (_lock) _parts.Remove(part);
    }

    /// <summary>Takes away what was written of a result so far.</summary>
    public void RemovePart(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Error.WriteLine($"hep: '{part}' could not be removed: {failure.Message}");
        }
    }

    /// <summary>Removes what is not complete: the process is about to end at once.</summary>
    public void AbandonOutputs()
    {
        lock (_lock)
            foreach (string part in _parts)
                RemovePart(part);
    }

    /// <summary>Writes the results that are still buffered.</summary>
    /// <exception cref="ToolException">Nothing more can be written there: the disk is full, or the output was closed.</exception>
    public Task FlushAsync() => WriteAsync(default, CancellationToken.None);

    /// <summary>Writes bytes after the results that are still buffered.</summary>
    /// <exception cref="ToolException">As <see cref="FlushAsync"/>.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await Output.FlushAsync(cancellationToken);
            // A console's stream waits for who writes there already, even with nothing to write: a service's end must not.
            if (!bytes.IsEmpty) await OutputStream.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Standard output cannot be written: {(failure.InnerException ?? failure).Message}", failure);
        }
    }

    /// <summary>The same where a failure has been told of already.</summary>
    public async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (ToolException)
        {
            // Whoever reads the results knows: they end early, and the exit code is that of a failure.
        }
    }

    /// <summary>Writes what is still buffered.</summary>
    public async ValueTask DisposeAsync()
    {
        await TryFlushAsync();
        await Error.FlushAsync();
        if (!_opening.IsValueCreated) return;
        await Opening.XRootD!.DisposeAsync();
        await Opening.Http!.DisposeAsync();
    }
}
