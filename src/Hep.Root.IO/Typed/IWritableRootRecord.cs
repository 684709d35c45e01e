namespace Hep.Root.IO;

/// <summary>
/// What the source generator writes for a type with <see cref="RootRecordAttribute"/> all of whose columns can be told from a record: each
/// member has a property that is read, and no two are one column. Not meant to be written by hand.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IWritableRootRecord<TSelf> : IRootRecord<TSelf> where TSelf : IWritableRootRecord<TSelf>
{
    /// <summary>A writer into the columns of batches.</summary>
    static abstract RecordWriter<TSelf> Bind(RecordDraft draft);
}
