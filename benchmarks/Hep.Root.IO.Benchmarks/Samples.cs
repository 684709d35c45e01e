namespace Hep.Root.IO.Benchmarks;

/// <summary>The sample files of the repository, found above the benchmark's folder.</summary>
internal static class Samples
{
    public static string Path(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = System.IO.Path.Combine(folder.FullName, "samples", "data", name);
            if (File.Exists(path)) return path;
        }
        throw new DirectoryNotFoundException($"samples/data/{name} was not found above {AppContext.BaseDirectory}.");
    }
}
