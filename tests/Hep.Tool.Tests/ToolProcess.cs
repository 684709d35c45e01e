using System.Diagnostics;
using Hep.Testing;

namespace Hep.Tool.Tests;

/// <summary>A program run in a process of its own: what scripts see.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ToolProcess(Process process) => _process = process;

    /// <summary>Starts <c>hep</c>.</summary>
    public static ToolProcess Start(string folder, params IEnumerable<string> arguments) =>
        Start(folder, [], arguments);

    /// <summary>Starts <c>hep</c> with variables of its environment.</summary>
    public static ToolProcess Start(string folder, (string Name, string Value)[] variables, params IEnumerable<string> arguments) =>
        StartBehind([], folder, variables, arguments);

    /// <summary>Starts <c>hep</c> by another program, which becomes it: the last arguments of that are the command.</summary>
    public static ToolProcess StartBehind(string[] starter, string folder, (string Name, string Value)[] variables,
        params IEnumerable<string> arguments) =>
        StartProgram(BuiltProgram(Path.Combine("src", "Hep.Tool")), folder, variables, arguments, starter);

    /// <summary>The program that this build made of a project: in the project's own output, where its native parts are.</summary>
    public static string BuiltProgram(string project)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, name = Path.GetFileName(project) + ".dll";
        string output = Path.Combine(TestData.Repository, project, "bin", configuration);
        return Directory.EnumerateFiles(output, name, SearchOption.AllDirectories)
            .Where(f => File.Exists(Path.ChangeExtension(f, ".runtimeconfig.json"))).MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new FileNotFoundException($"{name} was not built below {output}.");
    }

    /// <summary>Starts a built program.</summary>
    public static ToolProcess StartProgram(string assembly, string folder, params IEnumerable<string> arguments) =>
        StartProgram(assembly, folder, [], arguments);

    private static ToolProcess StartProgram(string assembly, string folder, (string Name, string Value)[] variables,
        IEnumerable<string> arguments, params string[] starter)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = new(OperatingSystem.IsLinux() ? "env" : host)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Tests that run in the background inherit an ignored Ctrl-C, which .NET leaves ignored: env of GNU takes that back.
        string[] prefix = OperatingSystem.IsLinux() ? ["--default-signal=INT", .. starter, host] : [];
        foreach (string argument in (IEnumerable<string>)[.. prefix, "exec", assembly, .. arguments]) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Reads one line of standard output.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Reads one line of what it says to people.</summary>
    public async Task<string?> ReadErrorLineAsync() => await _process.StandardError.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Sends what Ctrl-C sends.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends what whoever starts and stops services sends.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Sends a signal of Unix, by its name.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it as a power cut does, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Reads what it still writes to standard output, until its end.</summary>
    public Task<string> ReadToEndAsync() => _process.StandardOutput.ReadToEndAsync();

    /// <summary>Waits for the end of a program whose output is read elsewhere.</summary>
    public async Task<(int ExitCode, string Error)> WaitForExitAsync()
    {
        string error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, error);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> WaitAsync()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync(), error = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, await output, await error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
