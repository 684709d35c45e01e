using Hep.Jagged;
using Hep.Root.IO.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Datasets.Keeping;

/// <summary>
/// A folder that keeps a part for each file. Whatever is wrong with it costs that the part is taken again, and a warning; several processes
/// may use it at once: a part is written beside its place and moved there, so that a reader sees a whole one or none.
/// </summary>
/// <param name="path">The folder, which is made where it does not exist.</param>
/// <param name="logger">Is told what is wrong.</param>
internal sealed class PartFolder(string path, ILogger logger)
{
    private const int ShownWarnings = 10;

    private readonly List<string> _warnings = [];
    private int _warningCount;

    /// <summary>What was wrong so far; of very many the first.</summary>
    public IEnumerable<string> Warnings => _warningCount <= ShownWarnings
        ? _warnings
        : [.. _warnings, $"{_warningCount - ShownWarnings} more parts in '{path}' were damaged or could not be kept."];

    /// <summary>Whether the part is there, by its header alone.</summary>
    public bool Has(PartKey key)
    {
        string part = PathOf(key);
        try
        {
            if (!File.Exists(part)) return false;
            using FileStream file = Open(part);
            Span<byte> header = stackalloc byte[PartialDocument.HeaderBytes];
            int length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            return PartialDocument.HasKey(header[..length], file.Length, key.Key);
        }
        catch (Exception failure) when (IsTrouble(failure))
        {
            Warn(part, failure);
            return false;
        }
    }

    /// <summary>The part; null where it has gone since, or is damaged.</summary>
    public async Task<PartialStatistics?> ReadAsync(PartKey key, FeatureRecipe recipe, CancellationToken cancellationToken)
    {
        string part = PathOf(key);
        try
        {
            byte[] document;
            FileStream file = Open(part);
            await using (file.ConfigureAwait(false))
            {
                document = new byte[checked((int)file.Length)];
                await file.ReadExactlyAsync(document, cancellationToken).ConfigureAwait(false);
            }
            return PartialDocument.Read(document, key.Key, recipe);
        }
        catch (Exception failure) when (IsTrouble(failure))
        {
            Warn(part, failure);
            return null;
        }
    }

    /// <summary>Keeps a part, in place of one that was there.</summary>
    public async Task WriteAsync(PartKey key, PartialStatistics statistics, CancellationToken cancellationToken)
    {
        string part = PathOf(key), beside = $"{part}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            try
            {
                await File.WriteAllBytesAsync(beside, PartialDocument.Write(statistics, key.Key), cancellationToken).ConfigureAwait(false);
                File.Move(beside, part, overwrite: true);
            }
            finally
            {
                File.Delete(beside);
            }
        }
        catch (Exception failure) when (IsTrouble(failure))
        {
            Warn(part, failure);
        }
    }

    // Folders by two digits: some file systems bear no hundred thousand files in one.
    private string PathOf(PartKey key) => Path.Combine(path, key.Name[..2], $"{key.Name[2..]}.hep-part");

    // A part may be replaced while it is read.
    private static FileStream Open(string part) =>
        new(part, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);

    private static bool IsTrouble(Exception failure) =>
        failure is PipelineException or IOException or UnauthorizedAccessException or OverflowException;

    private void Warn(string part, Exception failure)
    {
        logger.PartSkipped(part, failure.Message);
        if (++_warningCount <= ShownWarnings) _warnings.Add($"'{part}' is not used: {failure.Message}");
    }
}
