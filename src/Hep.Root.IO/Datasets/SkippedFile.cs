namespace Hep.Root.IO;

/// <summary>A file of a dataset that could not be read, or not to its end.</summary>
/// <param name="Location">Its path or URL, without secrets.</param>
/// <param name="Reason">Why.</param>
/// <param name="Epoch">The epoch in which it was met; null where it was when the dataset was opened, so that no epoch has it.</param>
/// <param name="EntryCount">The entries that the epoch lost with it; null where nobody knows how many it has.</param>
public sealed record SkippedFile(string Location, RootException Reason, int? Epoch, long? EntryCount)
{
    /// <summary>Location, entries and reason in a line.</summary>
    public override string ToString() => EntryCount is { } count
        ? $"{Location}: {count} entries skipped: {Reason.Message}"
        : $"{Location}: skipped: {Reason.Message}";
}
