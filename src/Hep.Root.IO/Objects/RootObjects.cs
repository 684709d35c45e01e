using CommunityToolkit.HighPerformance.Buffers;
using Hep.Root.IO.Files;
using Hep.Root.IO.Serialization;

namespace Hep.Root.IO;

/// <summary>Reads objects of files.</summary>
public static class RootObjects
{
    /// <summary>Reads an object, whatever its class, through the layouts that the file records.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its path, with a cycle behind <c>;</c> if not the newest is meant: <c>dir/name;1</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object; of a directory, its keys as <see cref="RootObject.Items"/>. What cannot be decoded is kept as
    /// <see cref="RootBytes"/>.</returns>
    /// <exception cref="RootException">There is no such object (the message lists near names), or its record is damaged.</exception>
    public static async Task<RootObject> ReadObjectAsync(this RootFile file, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(path);
        KeyNode found = await KeySearch.FindAsync(file, path, cancellationToken).ConfigureAwait(false);
        return await file.ReadObjectAsync(found.Newest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the object of a key of this file.</summary>
    /// <exception cref="RootException">Its record is damaged.</exception>
    public static Task<RootObject> ReadObjectAsync(this RootFile file, RootKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(key);
        return ReadObjectAsync(file, key, spent: null, cancellationToken);
    }

    /// <summary>The same into arrays of objects that are needed no more, where there are some that fit.</summary>
    internal static async Task<RootObject> ReadObjectAsync(
        RootFile file, RootKey key, SpentNumbers? spent, CancellationToken cancellationToken)
    {
        StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (key.IsDirectory) return await ReadDirectoryAsync(file, key, cancellationToken).ConfigureAwait(false);
            (KeyRecord record, MemoryOwner<byte> payload) = await file.Records.ReadAsync(key.Seek, (int)key.StoredBytes, cancellationToken)
                .ConfigureAwait(false);
            using (payload)
                return new ObjectReader(infos, file.Records.Limits) { Spent = spent }
                    .ReadWhole(key.ClassName, payload.Memory, record.KeyLength);
        }
        catch (RootException failure)
        {
            throw failure.In(file.Location, $"object '{key.Path}'");
        }
    }

    /// <summary>Reads a histogram of one to three dimensions: TH1, TH2, TH3 with bins of any type, and the sums of a TProfile.</summary>
    /// <exception cref="RootException">There is no such object, it is damaged, or it is no histogram.</exception>
    public static async Task<RootHistogram> ReadHistogramAsync(this RootFile file, string path,
        CancellationToken cancellationToken = default) =>
        View(file, path, await file.ReadObjectAsync(path, cancellationToken).ConfigureAwait(false), RootHistogram.Of);

    /// <summary>Reads a profile: TProfile, TProfile2D, TProfile3D.</summary>
    /// <exception cref="RootException">There is no such object, it is damaged, or it is no profile.</exception>
    public static async Task<RootProfile> ReadProfileAsync(this RootFile file, string path,
        CancellationToken cancellationToken = default) =>
        View(file, path, await file.ReadObjectAsync(path, cancellationToken).ConfigureAwait(false), RootProfile.Of);

    /// <summary>Reads a TEfficiency.</summary>
    /// <exception cref="RootException">There is no such object, it is damaged, or it is no TEfficiency.</exception>
    public static async Task<RootEfficiency> ReadEfficiencyAsync(this RootFile file, string path,
        CancellationToken cancellationToken = default) =>
        View(file, path, await file.ReadObjectAsync(path, cancellationToken).ConfigureAwait(false), RootEfficiency.Of);

    /// <summary>Reads a graph: TGraph, TGraphErrors, TGraphAsymmErrors, TGraphMultiErrors.</summary>
    /// <exception cref="RootException">There is no such object, it is damaged, or it is no graph.</exception>
    public static async Task<RootGraph> ReadGraphAsync(this RootFile file, string path, CancellationToken cancellationToken = default) =>
        View(file, path, await file.ReadObjectAsync(path, cancellationToken).ConfigureAwait(false), RootGraph.Of);

    private static T View<T>(RootFile file, string path, RootObject value, Func<RootObject, T> view)
    {
        try
        {
            return view(value);
        }
        catch (RootException failure)
        {
            throw new RootException($"'{path}' in {file.Location}: {failure.Message}") { File = file.Location, Object = path };
        }
    }

    private static async Task<RootObject> ReadDirectoryAsync(RootFile file, RootKey key, CancellationToken cancellationToken)
    {
        DirectoryReader directories = new(file.Records);
        DirectoryRecord record = await directories.OpenAsync(key, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RootKey> keys = await directories.ReadKeysAsync(record, key.Path, cancellationToken).ConfigureAwait(false);
        RootObject directory = new(key.ClassName, 0) { Items = [.. keys] };
        directory.Add("fName", key.Name);
        directory.Add("fTitle", key.Title);
        return directory;
    }
}
