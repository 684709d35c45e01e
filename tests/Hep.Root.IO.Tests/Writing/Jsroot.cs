using System.Diagnostics;
using System.Text.Json;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>JSROOT, another reader of ROOT files, under node. Where node or npm are absent the test is skipped.</summary>
internal static class Jsroot
{
    private const string Version = "7.11.2";

    // JSROOT decompresses Zstandard with this one; nothing else that it depends on is needed for reading.
    private const string Zstd = "@oneidentity/zstd-js", ZstdVersion = "1.0.3";

    private static readonly Lazy<Task<string?>> Package = new(FetchAsync);

    /// <summary>Reads an object, as JSON.</summary>
    public static async Task<JsonElement> ReadAsync(string path, string name)
    {
        if (await Package.Value is not { } package)
        {
            Assert.Ignore($"JSROOT is not there: node, npm and the package jsroot {Version} are needed.");
            return default;
        }
        string script = Path.Combine(TestData.Repository, "tests", "Hep.Root.IO.Tests", "Writing", "jsroot.mjs");
        (int code, string output, string errors) = await RunAsync("node", [script, package, path, name], Path.GetTempPath());
        Assert.That(code, Is.Zero, errors + output);
        return JsonDocument.Parse(output.Split('\n').Last(l => l.StartsWith('{'))).RootElement;
    }

    // Unpacked once, beside other temporary files.
    private static async Task<string?> FetchAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"hep-jsroot-{Version}");
        string package = Path.Combine(folder, "package");
        if (Directory.Exists(package)) return package;
        string fresh = Directory.CreateTempSubdirectory("hep-jsroot-").FullName;
        try
        {
            if (!await UnpackAsync($"jsroot@{Version}", fresh)) return null;
            string zstd = Directory.CreateDirectory(Path.Combine(fresh, "package", "node_modules", Zstd)).FullName;
            if (!await UnpackAsync($"{Zstd}@{ZstdVersion}", zstd)) return null;
            if ((await RunAsync("node", ["--version"], fresh)).Code != 0) return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;                                    // no such program
        }
        try
        {
            Directory.Move(fresh, folder);
        }
        catch (IOException) when (Directory.Exists(package)) { }    // another process was faster
        return package;
    }

    // npm fetches a package, and tar takes it apart.
    private static async Task<bool> UnpackAsync(string package, string folder)
    {
        if ((await RunAsync("npm", ["pack", package], folder)).Code != 0) return false;
        string archive = Directory.EnumerateFiles(folder, "*.tgz").Single();
        string[] inner = folder.Contains("node_modules", StringComparison.Ordinal) ? ["--strip-components=1"] : [];
        return (await RunAsync("tar", ["xf", archive, .. inner], folder)).Code == 0;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output, await errors);
    }
}
