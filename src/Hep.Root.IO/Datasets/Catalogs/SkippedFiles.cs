using Hep.Root.IO.Diagnostics;
using Hep.Root.IO.Network;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>The files that a dataset skipped, or the decision to skip none.</summary>
/// <param name="policy">Whether files may be skipped.</param>
/// <param name="logger">Is told of each.</param>
internal sealed class SkippedFiles(BadFiles policy, ILogger logger)
{
    private readonly Lock _adding = new();
    private readonly List<SkippedFile> _files = [];

    /// <summary>What becomes of bad files.</summary>
    public BadFiles Policy => policy;

    /// <summary>Whether they may be skipped.</summary>
    public bool IsAllowed => policy == BadFiles.Skip;

    /// <summary>Those so far.</summary>
    public IReadOnlyList<SkippedFile> ToList()
    {
        lock (_adding) return [.. _files];
    }

    /// <summary>Notes a file.</summary>
    public void Add(string location, RootException reason, int? epoch, long? entryCount)
    {
        SkippedFile file = new(LocationText.Show(location), reason, epoch, entryCount);
        lock (_adding) _files.Add(file);
        logger.FileSkipped(file.Location, entryCount, reason.Message);
    }
}
