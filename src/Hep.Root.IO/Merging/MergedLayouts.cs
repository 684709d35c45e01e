using System.Runtime.CompilerServices;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Files;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Merging;

/// <summary>
/// The layouts of all files whose records are copied, for the whole merged file. Objects in records carry the version of their class alone:
/// it has to mean one thing there, whichever tree they are in.
/// </summary>
internal sealed class MergedLayouts
{
    // Classes without a version of their own are described as this one, and their objects tell a checksum (TBufferFile::WriteVersion).
    private const int ForeignVersion = 1;

    // The one member by which a collection of the standard library is described: how it is stored does not follow from that.
    private const string CollectionMember = "This";

    private readonly Dictionary<(string ClassName, int Version), IReadOnlyList<StreamerInfo>> _forms = [];
    private readonly Dictionary<LayoutIdentity, StoredInfo> _stored = [];

    // Files of one writer have the same layouts.
    private readonly ConditionalWeakTable<StreamerInfos, object> _known = [];

    /// <summary>Adds the layouts of a file, all or none.</summary>
    /// <exception cref="RootException">They cannot be read, or a version of a class has other members than before.</exception>
    public async Task AddAsync(RootFile file, CancellationToken cancellationToken)
    {
        StreamerInfos infos = await file.GetInfosAsync(cancellationToken).ConfigureAwait(false);
        if (_known.TryGetValue(infos, out _)) return;
        List<StoredInfo> stored = await file.ReadStoredInfosAsync(cancellationToken).ConfigureAwait(false);
        List<((string ClassName, int Version) Key, IReadOnlyList<StreamerInfo> Forms)> joined = [];
        foreach (IGrouping<(string ClassName, int Version), StreamerInfo> own in
            infos.Own.Where(IsTold).GroupBy(i => (i.ClassName, i.Version)))
        {
            IReadOnlyList<StreamerInfo> known = _forms.GetValueOrDefault(own.Key, []);
            List<StreamerInfo>? forms = Join(known, [.. own.Distinct(StreamerInfo.ByForm)], own.Key.Version);
            joined.Add((own.Key, forms ?? throw new RootException(
                $"version {own.Key.Version} of class {own.Key.ClassName} has other members in '{file.Location}' than elsewhere")));
        }
        foreach (((string, int) key, IReadOnlyList<StreamerInfo> forms) in joined) _forms[key] = forms;
        foreach (StoredInfo info in stored) _stored.TryAdd(info.Identity, info);
        _known.Add(infos, this);
    }

    /// <summary>Has a file describe them.</summary>
    public void Describe(FileTables tables)
    {
        foreach (StoredInfo info in _stored.Values) tables.Describe(info);
    }

    // Whether a version is what tells the layout. ROOT's own classes have versions, and releases describe version 1 of them otherwise only
    // in what records tell themselves, as the versions of bases.
    private static bool IsTold(StreamerInfo info) => info.Elements is not [{ Name: CollectionMember }]
        && (info.Version > ForeignVersion || (info.Version == ForeignVersion && WrittenLayout.Find(info.ClassName) is null));

    // A version means the first form that a file describes. Where one file has several of a foreign version, checksums tell them apart.
    private static List<StreamerInfo>? Join(IReadOnlyList<StreamerInfo> known, IReadOnlyList<StreamerInfo> own, int version)
    {
        StreamerInfo[] added = [.. own.Except(known, StreamerInfo.ByForm)];
        bool isWithin = added.Length == 0 || !known.Except(own, StreamerInfo.ByForm).Any();
        return known.Count == 0 || StreamerInfo.ByForm.Equals(known[0], own[0]) || (version == ForeignVersion && isWithin)
            ? [.. known, .. added] : null;
    }
}
