using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hep.Root.IO;

/// <summary>How a file is opened.</summary>
public sealed record RootOpenOptions
{
    /// <summary>The options that are used unless others are given.</summary>
    public static RootOpenOptions Default { get; } = new();

    /// <summary>How much the file may ask of this process.</summary>
    public RootReadLimits Limits { get; init; } = RootReadLimits.Default;

    /// <summary>
    /// Whether checksums of compressed blocks are verified; default true. They cost a few per cent and tell damage from data.
    /// </summary>
    public bool VerifyChecksums { get; init; } = true;

    /// <summary>
    /// Whether a file whose list of keys is missing or damaged is read from its records instead; default false, because what they tell may
    /// be older than what was lost: an autosaved tree with fewer entries. <see cref="RootFile.IsRecovered"/> tells that it was done.
    /// </summary>
    public bool Recover { get; init; }

    /// <summary>
    /// The client through which files are read from XRootD servers; whoever made it disposes it, after the files. Null: each file gets one
    /// of its own, with <see cref="XRootDOptions.Default"/>, and a connection of its own with it.
    /// </summary>
    public XRootDClient? XRootD { get; init; }

    /// <summary>
    /// The client through which files are read from HTTP servers; whoever made it disposes it, after the files. Null: each file gets one of
    /// its own, with <see cref="HttpFileOptions.Default"/>, and connections of its own with it.
    /// </summary>
    public HttpFileClient? Http { get; init; }

    /// <summary>
    /// Keeps what is read of remote files on the local disk; one object for all files, and for all processes one folder. Null, the default:
    /// everything comes from the servers each time.
    /// </summary>
    public BlockCache? BlockCache { get; init; }

    /// <summary>
    /// Told what is opened (a line a file at Information), what is missing while reading goes on (Warning), trees, unreadable columns and
    /// batches (Debug). Default: nobody. Rates are in the meter and spans in the activity source, both called <c>Hep.Root.IO</c>.
    /// </summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
