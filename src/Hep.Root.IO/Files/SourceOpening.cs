using Hep.Root.IO.Bytes;
using Hep.Root.IO.Http;
using Hep.Root.IO.Network;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Files;

/// <summary>Which source a location is read through.</summary>
internal static class SourceOpening
{
    /// <exception cref="RootException">There is no such file, or nothing here reads such a location.</exception>
    public static async ValueTask<IByteSource> OpenAsync(string location, RootOpenOptions options, CancellationToken cancellationToken)
    {
        if (!LocationText.IsUrl(location)) return FileSource.Open(location);
        IAsyncDisposable? own = null;
        try
        {
            if (XRootDUrl.IsOne(location))
            {
                XRootDClient client = options.XRootD ?? Own(new XRootDClient(XRootDOptions.Default with { Logger = options.Logger }));
                XRootDFile file = await client.OpenAsync(location, own, cancellationToken).ConfigureAwait(false);
                return new EdgeCache(options.BlockCache?.Around(file, file.KeyAt(options.BlockCache.Time.GetUtcNow())) ?? file);
            }
            if (HttpUrl.IsOne(location))
            {
                HttpFileClient client = options.Http ?? Own(new HttpFileClient(HttpFileOptions.Default with { Logger = options.Logger }));
                HttpFile file = await client.OpenAsync(location, own, cancellationToken).ConfigureAwait(false);
                return new EdgeCache(options.BlockCache?.Around(file, file.KeyAt(options.BlockCache.Time.GetUtcNow())) ?? file);
            }
        }
        catch (Exception failure)
        {
            if (own is not null) await own.DisposeAsync().ConfigureAwait(false);
            if (failure is XRootDException or HttpFileException)
                throw new RootException(failure.Message, failure) { File = LocationText.Show(location) };
            throw;
        }
        string shown = LocationText.Show(location);
        throw new RootException($"'{shown}' is remote, and of a kind that is not read here: root://, roots://, https:// and http:// are. "
            + "Copy the file, or mount its storage.") { File = shown };

        T Own<T>(T client) where T : IAsyncDisposable
        {
            own = client;
            return client;
        }
    }
}
