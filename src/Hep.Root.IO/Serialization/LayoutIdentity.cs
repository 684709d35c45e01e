namespace Hep.Root.IO.Serialization;

/// <summary>What objects say of the layout that they are stored in.</summary>
internal readonly record struct LayoutIdentity
{
    // Classes without a version of their own have this one, or none: their checksum tells.
    private const int ForeignVersion = 1;

    private readonly uint _checksum;

    public LayoutIdentity(string className, int version, uint checksum) =>
        (ClassName, Version, _checksum) = (className, version, version <= ForeignVersion ? checksum : 0);

    public string ClassName { get; }

    public int Version { get; }
}
