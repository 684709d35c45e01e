using System.Globalization;

namespace Hep.Train;

/// <summary>
/// The checkpoints of one training: <c>checkpoint-STEPS.safetensors</c>. Each is written beside its place, brought to the disk, and
/// moved there; then all but the last two go.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private const string Prefix = "checkpoint-", Suffix = ".safetensors", Temporary = ".checkpoint.hep-part", LockName = ".hep-train.lock";
    private const int Kept = 2;

    private readonly string _folder;
    private readonly FileStream _lock;

    private CheckpointFolder(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    /// <summary>Whether a folder exists and has checkpoints.</summary>
    public static bool HasAny(string folder) => Directory.Exists(folder) && Newest(folder).Any();

    /// <exception cref="TrainingException">The folder cannot be written, or another training uses it.</exception>
    public static CheckpointFolder Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new CheckpointFolder(folder, new FileStream(
                Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"No checkpoints can be kept in '{folder}' ({failure.Message}): choose another folder, "
                + "or wait for the training that uses it.", failure);
        }
    }

    /// <summary>Whether there is any, whole or not.</summary>
    public bool IsEmpty => !HasAny(_folder);

    /// <summary>The last whole checkpoint.</summary>
    /// <param name="warn">Hears of those that are damaged.</param>
    /// <exception cref="TrainingException">There is none.</exception>
    public Checkpoint ReadLast(Action<string> warn)
    {
        List<string> faults = [];
        foreach (string path in Newest(_folder))
            try
            {
                return Checkpoint.Read(File.ReadAllBytes(path));
            }
            catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                faults.Add($"'{Path.GetFileName(path)}' cannot be read: {failure.Message}.");
                warn($"{faults[^1]} The checkpoint before it is tried.");
            }
        throw faults.Count == 0 ? Empty(_folder) : new TrainingException(
            $"No checkpoint in '{_folder}' is whole: {string.Join(" ", faults)} Train anew in another folder.");
    }

    /// <summary>There is nothing to go on from.</summary>
    public static TrainingException Empty(string folder) =>
        new($"There is no checkpoint in '{folder}': train without resuming, or name the folder that has some.");

    /// <summary>Writes one more.</summary>
    /// <param name="batches">Batches so far, by which checkpoints are named.</param>
    /// <param name="checkpoint">It.</param>
    /// <exception cref="TrainingException">It cannot be written; those before it are as they were.</exception>
    public void Write(long batches, Checkpoint checkpoint)
    {
        string part = Path.Combine(_folder, Temporary);
        try
        {
            using (FileStream file = File.Create(part))
            {
                file.Write(checkpoint.ToArray());
                file.Flush(flushToDisk: true);
            }
            string path = Path.Combine(_folder, $"{Prefix}{batches.ToString("D12", CultureInfo.InvariantCulture)}{Suffix}");
            File.Move(part, path, overwrite: true);
            // those beyond it were damaged, or training would have gone on from them
            string[] beyond = [.. Newest(_folder).Where(p => string.CompareOrdinal(Path.GetFileName(p), Path.GetFileName(path)) > 0)];
            foreach (string old in (string[])[.. beyond, .. Newest(_folder).Except(beyond).Skip(Kept)]) File.Delete(old);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Remove(part);
            throw new TrainingException($"A checkpoint cannot be written to '{_folder}': {failure.Message} Those before it are whole: "
                + "make room, and resume.", failure);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next checkpoint is written over it.
        }
    }

    private static IEnumerable<string> Newest(string folder) =>
        Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}").OrderDescending(StringComparer.Ordinal);
}
