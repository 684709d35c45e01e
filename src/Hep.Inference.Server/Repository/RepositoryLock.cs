namespace Hep.Inference.Server.Repository;

/// <summary>Keeps a second service out of the folder, whose sweep would take the first one's staged files.</summary>
internal sealed class RepositoryLock : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="IOException">Another service uses the folder.</exception>
    public RepositoryLock(string folder)
    {
        string path = Path.Combine(folder, "lock");
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The model folder '{folder}' is in use by another service: stop it, or choose another folder.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
