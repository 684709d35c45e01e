namespace Hep.Train.Python;

/// <summary>A folder of our own with the module <c>hep</c>, for as long as a script runs.</summary>
internal sealed class BridgeFolder : IDisposable
{
    private const string Module = "hep.py";

    private BridgeFolder(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="TrainingException">It cannot be written.</exception>
    public static BridgeFolder Create()
    {
        try
        {
            BridgeFolder folder = new(Directory.CreateTempSubdirectory("hep-python-").FullName);   // nobody else may write there
            using Stream module = typeof(BridgeFolder).Assembly.GetManifestResourceStream(Module)!;
            using FileStream file = File.Create(System.IO.Path.Combine(folder.Path, Module));
            module.CopyTo(file);
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The module 'hep' cannot be written to the temporary folder: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A process that was ended may still hold a file: the system's clean-up takes the folder.
        }
    }
}
