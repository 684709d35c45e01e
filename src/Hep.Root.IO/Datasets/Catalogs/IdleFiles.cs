using Hep.Root.IO.Http;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>
/// Files of servers that nobody reads at the moment and that stay open for a while: the next epoch spares the round trips of opening them
/// and the bytes of their metadata. They lie with a client that is the caller's, which closes them at the latest.
/// </summary>
/// <param name="opening">How files are opened; without a client for many files none is kept.</param>
internal sealed class IdleFiles(RootOpenOptions? opening)
{
    private const int Most = 32;                                        // each has its metadata in memory
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<(OpenFile File, long Since)> _files = [];
    private ITimer? _sweeping;

    /// <summary>Takes a file of a source, if it is here.</summary>
    public OpenFile? Take(string location, DatasetSource source)
    {
        lock (_gate)
        {
            int at = _files.FindIndex(f => f.File.Facts.Location == location && ReferenceEquals(f.File.Facts.Specification, source));
            if (at < 0) return null;
            OpenFile file = _files[at].File;
            _files.RemoveAt(at);
            return file;
        }
    }

    /// <summary>Keeps a file, or closes it: those that came first are read first again.</summary>
    public ValueTask GiveAsync(OpenFile file) =>
        TryKeep(file) ? ValueTask.CompletedTask : file.File.DisposeAsync();   // which may send, so not under the gate

    private bool TryKeep(OpenFile file)
    {
        if (!MayKeep(file.Facts.Location)) return false;
        lock (_gate)
        {
            if (_files.Count == Most) return false;
            _files.Add((file, TimeProvider.System.GetTimestamp()));
            _sweeping ??= TimeProvider.System.CreateTimer(_ => _ = SweepAsync(), null, Patience, Patience);
            return true;
        }
    }

    private bool MayKeep(string location) =>
        (opening?.XRootD is not null && XRootDUrl.IsOne(location)) || (opening?.Http is not null && HttpUrl.IsOne(location));

    private async Task SweepAsync()
    {
        List<OpenFile> late = [];
        lock (_gate)
        {
            _files.RemoveAll(f =>
            {
                bool isLate = TimeProvider.System.GetElapsedTime(f.Since) >= Patience;
                if (isLate) late.Add(f.File);
                return isLate;
            });
            if (_files.Count == 0)
            {
                _sweeping?.Dispose();
                _sweeping = null;
            }
        }
        foreach (OpenFile file in late) await file.File.DisposeAsync().ConfigureAwait(false);
    }
}
