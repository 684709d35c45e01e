using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Hep.Train.Python;

/// <summary>A script that runs: its pipes, what it prints, and its end.</summary>
internal sealed class ScriptProcess : IDisposable
{
    // The first element of sys.path becomes our folder, instead of the present one; the module goes on with the script's own.
    private const string Start = "import sys; sys.path[0] = sys.argv.pop(1); import hep; hep._main()";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5), ForOutput = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessGroup _group;
    private readonly BridgeFolder _folder;
    private readonly PrintedLines _lines;
    private long _progress = Environment.TickCount64;

    private ScriptProcess(Process process, BridgeFolder folder, IProgress<string>? output)
    {
        (_process, _group, _folder) = (process, new ProcessGroup(process), folder);
        _lines = new PrintedLines(process.StandardError, line =>
        {
            Touch();
            output?.Report(line);
        });
        Frames = new FrameStream(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
    }

    public FrameStream Frames { get; }

    /// <summary>The last lines that the script printed, for messages.</summary>
    public string Tail
    {
        get
        {
            if (_process.HasExited) _lines.Drain(ForOutput);
            return _lines.Tail;
        }
    }

    /// <summary>Time since the script last did something that can be seen.</summary>
    public TimeSpan Silence => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _progress));

    /// <summary>Runs a script.</summary>
    /// <param name="command">The script and its arguments.</param>
    /// <param name="options">By what.</param>
    /// <exception cref="TrainingException">There is no such interpreter.</exception>
    public static ScriptProcess Run(IReadOnlyList<string> command, PythonOptions options)
    {
        BridgeFolder folder = BridgeFolder.Create();
        ProcessStartInfo start = new(options.Interpreter, ["-u", "-c", Start, folder.Path, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        try
        {
            return new ScriptProcess(Process.Start(start)!, folder, options.Output);
        }
        catch (Exception failure) when (failure is Win32Exception or FileNotFoundException or DirectoryNotFoundException)
        {
            folder.Dispose();
            throw new TrainingException($"The interpreter '{options.Interpreter}' cannot be started: {failure.Message} Install Python 3.8 "
                + "or later with NumPy, or name another one (interpreter).", failure);
        }
    }

    /// <summary>Something was heard of the script.</summary>
    public void Touch() => Volatile.Write(ref _progress, Environment.TickCount64);

    /// <summary>How it ended, where it has; else null.</summary>
    public int? ExitCode(TimeSpan wait) => _process.WaitForExit(wait) ? _process.ExitCode : null;

    /// <summary>Ends it, and all that it started.</summary>
    public void Kill() => _group.Kill();

    /// <summary>Closes our end of the script's input.</summary>
    public void HangUp()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Lets it end by itself for a while, where it was told to, and ends what is left.</summary>
    public void Dispose()
    {
        HangUp();
        _process.WaitForExit(Grace);
        Kill();
        _process.WaitForExit(Grace);
        _group.Dispose();
        _process.Dispose();
        _folder.Dispose();
    }
}
