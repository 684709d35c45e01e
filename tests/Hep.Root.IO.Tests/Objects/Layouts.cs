using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;

namespace Hep.Root.IO.Tests.Objects;

/// <summary>Reads a record of a class whose members a test states.</summary>
internal static class Layouts
{
    public static StreamerElement Member(string name, int type, string typeName, string title = "", int length = 0, string count = "") =>
        new() { Name = name, Type = type, TypeName = typeName, Title = title, ArrayLength = length, CountName = count };

    public static StreamerElement Base(string name, int version = 1, int type = 0) =>
        new() { Name = name, Type = type, TypeName = "BASE", IsBase = true, BaseVersion = version };

    public static StreamerInfo Class(string name, params StreamerElement[] members) => new(name, 1, 0x1234, members);

    /// <summary>An object of class T, version 1, with the one member that a test is about.</summary>
    public static RootObject ReadMember(StreamerElement member, Action<RecordBytes> content, params StreamerInfo[] others) =>
        Read("T", new RecordBytes().Frame(1, content), [Class("T", member), .. others]);

    public static RootObject Read(string className, RecordBytes record, params StreamerInfo[] infos) =>
        new ObjectReader(new StreamerInfos(infos), RootReadLimits.Default).ReadWhole(className, record.ToArray(), keyLength: 0);
}
