namespace Hep.Root.IO;

/// <summary>What the source generator writes for a type with <see cref="RootRecordAttribute"/>; not meant to be written by hand.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IRootRecord<TSelf> where TSelf : IRootRecord<TSelf>
{
    /// <summary>The members that are columns, in the order in which <see cref="Bind"/> asks for them.</summary>
    static abstract IReadOnlyList<RecordMember> Members { get; }

    /// <summary>A reader over the columns of one batch.</summary>
    static abstract RecordReader<TSelf> Bind(RecordColumns columns);
}
