using Hep.Root.IO.Bytes;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Files;

/// <summary>Which source a location is read through.</summary>
internal static class SourceOpening
{
    private const string SchemeEnd = "://";

    /// <exception cref="RootException">There is no such file, or nothing here reads such a location.</exception>
    public static async ValueTask<IByteSource> OpenAsync(string location, RootOpenOptions options, CancellationToken cancellationToken)
    {
        if (!location.Contains(SchemeEnd, StringComparison.Ordinal)) return FileSource.Open(location);
        string shown = XRootDUrl.Show(location);
        if (!XRootDUrl.IsOne(location))
            throw new RootException($"'{shown}' is remote, and of a kind that is not read here: root:// and roots:// are. "
                + "Copy the file, or mount its storage.") { File = shown };
        XRootDClient? own = options.XRootD is null ? new XRootDClient(XRootDOptions.Default with { Logger = options.Logger }) : null;
        try
        {
            return await (options.XRootD ?? own!).OpenAsync(location, own, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (own is not null) await own.DisposeAsync().ConfigureAwait(false);
            if (failure is XRootDException) throw new RootException(failure.Message, failure) { File = shown };
            throw;
        }
    }
}
