using Hep.Testing;

namespace Hep.Train.Python.Tests;

/// <summary><c>hep</c> as a program of its own.</summary>
internal static class ToolProgram
{
    /// <summary>The program that this build made.</summary>
    public static string Path => Directory.EnumerateFiles(
            System.IO.Path.Combine(TestData.Repository, "src", "Hep.Tool", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name),
            "Hep.Tool.dll", SearchOption.AllDirectories)
        .Where(f => File.Exists(System.IO.Path.ChangeExtension(f, ".runtimeconfig.json"))).MaxBy(File.GetLastWriteTimeUtc)!;
}
