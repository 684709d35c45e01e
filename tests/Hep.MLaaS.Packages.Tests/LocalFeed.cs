using System.Diagnostics;
using Hep.Testing;

namespace Hep.MLaaS.Packages.Tests;

/// <summary>The packages of this checkout in a folder, and empty programs that install them from there.</summary>
internal sealed class LocalFeed
{
    public const string Version = "0.0.1-test";

    private LocalFeed(string folder) => Folder = folder;

    public string Folder { get; }

    public IEnumerable<string> Packages => Directory.EnumerateFiles(Folder, "*.nupkg").Order(StringComparer.Ordinal);

    /// <summary>Packs every library, from the build that this test was made with.</summary>
    public static LocalFeed Pack()
    {
        string configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        string folder = TestData.NewFolder("feed");
        foreach (string project in Directory.EnumerateFiles(Path.Combine(TestData.Repository, "src"), "*.csproj",
            SearchOption.AllDirectories))
            if (Path.GetFileNameWithoutExtension(project) != "Hep.Tool")
                Run(TestData.Repository, "dotnet", "pack", project, "--no-build", "-c", configuration, "-o",
                    folder, $"-p:Version={Version}");
        return new LocalFeed(folder);
    }

    /// <summary>
    /// Makes an empty program that references these packages of this feed; the machine's own package folder serves everything else.
    /// </summary>
    public string NewProgram(IEnumerable<string> packages, string code, string properties = "")
    {
        string program = TestData.NewFolder("program");
        File.WriteAllText(Path.Combine(program, "Program.cs"), code);
        File.WriteAllText(Path.Combine(program, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <InvariantGlobalization>true</InvariantGlobalization>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(packages.Select(p => $"<PackageReference Include=\"{p}\" Version=\"{Version}\" />"))}
              </ItemGroup>
            </Project>
            """);
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(program, "nuget.config"), $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(program, "packages")}" />
                <add key="signatureValidationMode" value="accept" />
              </config>
              <fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>
              <packageSources><add key="checkout" value="{Folder}" /></packageSources>
            </configuration>
            """);
        return program;
    }

    /// <summary>Runs a command to its end and gives what it wrote; the test fails where the command does.</summary>
    public static string Run(string folder, string command, params string[] arguments)
    {
        ProcessStartInfo start = new(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MSBUILDSDKSPATH");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{command} {string.Join(' ', arguments)}\n{output}\n{error.Result}");
        return output;
    }
}
