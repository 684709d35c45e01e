namespace Hep.Root.IO.Serialization;

/// <summary>What reading the objects of one class takes, found once a record: that holds thousands of objects, of few classes.</summary>
internal sealed class KnownClass(string name, StreamerInfos infos, KnownSteps steps, LeftOutMembers leftOut)
{
    private MemberOrder? _names;
    private MemberSteps? _latest;
    private int _version;
    private uint _checksum;

    public string Name { get; } = name;

    /// <summary>What streams it by hand; null where its layout tells.</summary>
    public OwnStreamers.Streamer? Own { get; } = OwnStreamers.Find(name);

    /// <summary>Whether any version of it is described.</summary>
    public bool IsDescribed { get; } = infos.Knows(name);

    /// <summary>The names of members that its objects share.</summary>
    public MemberOrder Names => _names ??= new MemberOrder(leftOut.Of(Name));

    /// <summary>As <see cref="StreamerInfos.Find"/>: the objects of a record are of one version, most often.</summary>
    public MemberSteps? Find(int version, uint checksum)
    {
        if (_latest is not null && _version == version && _checksum == checksum) return _latest;
        if (infos.Find(Name, version, checksum) is not { } info) return null;
        (_latest, _version, _checksum) = (steps.Of(info), version, checksum);
        return _latest;
    }
}
