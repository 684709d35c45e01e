using System.Collections.Frozen;

namespace Hep.Root.IO.Trees.Decoding;

/// <summary>A class as it was planned: the objects that are met must be of this version.</summary>
/// <param name="Name">The class.</param>
/// <param name="Version">Its version.</param>
/// <param name="Checksum">The checksum of its members: what a class without a version of its own is told by.</param>
/// <param name="Record">Its members.</param>
/// <param name="Leaves">The columns below it.</param>
internal sealed record ClassLayout(string Name, int Version, uint Checksum, RecordNode Record, LeafRange Leaves)
{
    private bool IsAnyVersion { get; init; }

    /// <summary>The versions that the file describes with the very same members, if there are others.</summary>
    public required IReadOnlySet<int> SameVersions { get; init; }

    /// <summary>A class that is told by its type and not by its version: checksums of pairs collide.</summary>
    public static ClassLayout AnyVersion(string name, RecordNode record, LeafRange leaves) =>
        new(name, 0, 0, record, leaves) { IsAnyVersion = true, SameVersions = FrozenSet<int>.Empty };

    /// <summary>Reads the version of the elements of a collection that is streamed member by member.</summary>
    public void ReadVersion(ref Serialization.RootBuffer buffer)
    {
        int start = buffer.Position;
        int version = buffer.ReadUInt16();
        Check(version, ReadChecksum(ref buffer, version), start);
    }

    /// <summary>The checksum behind version 0; a class may declare version 0 itself, and then has none there.</summary>
    public uint ReadChecksum(ref Serialization.RootBuffer buffer, int version) =>
        version == 0 && (IsAnyVersion || Version != 0 || buffer.PeekUInt32() == Checksum) ? buffer.ReadUInt32() : 0;

    /// <summary>Refuses objects of another version: their members may be others.</summary>
    public void Check(int version, uint checksum, int offset)
    {
        // A class without ClassDef has version 1 in its info, and on disk 0 with the checksum, or 1 in files of ROOT 5 and before.
        bool known = IsAnyVersion || checksum != 0
            ? checksum == Checksum || Checksum == 0
            : version == Version || (version <= 1 && Version <= 1) || SameVersions.Contains(version);
        if (known) return;
        string met = checksum != 0 ? $"checksum 0x{checksum:x8}" : $"version {version}";
        throw new RootException($"An object of class {Name} of {met}, version {Version} (checksum 0x{Checksum:x8}) is described")
        { Offset = offset };
    }
}
