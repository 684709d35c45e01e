using Microsoft.Extensions.Logging;

namespace Hep.Root.IO.Diagnostics;

/// <summary>
/// What reading tells a log: a line a file, a warning where something is missing and reading goes on, and trees and batches for who looks
/// for a fault.
/// </summary>
internal static partial class ReadingLog
{
    [LoggerMessage(1, LogLevel.Information, "Opened {File}: {Bytes} bytes, {Keys} keys, written by ROOT version {Version}")]
    public static partial void FileOpened(this ILogger logger, string file, long bytes, int keys, int version);

    [LoggerMessage(2, LogLevel.Warning,
        "{File} was not closed by its writer: {Keys} keys were gathered from its records, which may be older than what was lost")]
    public static partial void FileRecovered(this ILogger logger, string file, int keys);

    [LoggerMessage(3, LogLevel.Warning, "The class layouts of {File} are skipped, the built-in ones are used: {Damage}")]
    public static partial void LayoutsSkipped(this ILogger logger, string file, string damage);

    [LoggerMessage(4, LogLevel.Debug,
        "Opened tree {Tree} of {File}: {Entries} entries, {Columns} columns, {Unreadable} of them not readable")]
    public static partial void TreeOpened(this ILogger logger, string tree, string file, long entries, int columns, int unreadable);

    [LoggerMessage(5, LogLevel.Debug, "Column {Column} of tree {Tree} of {File} is not readable: {Why}")]
    public static partial void ColumnUnreadable(this ILogger logger, string column, string tree, string file, string why);

    [LoggerMessage(6, LogLevel.Debug, "Read entries {First} to {End} of tree {Tree} of {File}")]
    public static partial void BatchRead(this ILogger logger, long first, long end, string tree, string file);

    [LoggerMessage(7, LogLevel.Information, "Opened a dataset of {Files} files: {Entries} entries, {Columns} columns")]
    public static partial void DatasetOpened(this ILogger logger, int files, long? entries, int columns);

    [LoggerMessage(9, LogLevel.Warning, "The cache of files {Path} is skipped: {Why}")]
    public static partial void CacheSkipped(this ILogger logger, string path, string why);

    [LoggerMessage(10, LogLevel.Warning, "The kept statistics {Path} are skipped: {Why}")]
    public static partial void PartSkipped(this ILogger logger, string path, string why);

    [LoggerMessage(8, LogLevel.Warning, "Skipped {File}, {Entries} entries: {Why}")]
    public static partial void FileSkipped(this ILogger logger, string file, long? entries, string why);

    [LoggerMessage(10, LogLevel.Warning, "{Url} is asked for again: {Why}")]
    public static partial void ServerLost(this ILogger logger, string url, string why);

    [LoggerMessage(11, LogLevel.Warning, "{Pages} pages of {Url} arrived damaged, and are asked for again")]
    public static partial void PagesDamaged(this ILogger logger, int pages, string url);

    [LoggerMessage(12, LogLevel.Debug, "{Url} was sent on to {Target}")]
    public static partial void SentOn(this ILogger logger, string url, string target);

    [LoggerMessage(13, LogLevel.Warning, "The server of {Url} sends no parts of files: the file is fetched whole")]
    public static partial void NoRanges(this ILogger logger, string url);

    [LoggerMessage(14, LogLevel.Debug, "{Server} did not send {Ranges} ranges at once as it should: it is asked for each by itself")]
    public static partial void NoMultiRange(this ILogger logger, string server, int ranges);

    [LoggerMessage(15, LogLevel.Warning, "Blocks of remote files are not kept in {Folder}, and come over the network each time: {Why}")]
    public static partial void BlocksNotKept(this ILogger logger, string folder, string why);
}
