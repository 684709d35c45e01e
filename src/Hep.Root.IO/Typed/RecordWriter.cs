namespace Hep.Root.IO;

/// <summary>Writes records into the columns of batches; the source generator writes its heirs.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class RecordWriter<T>
{
    /// <summary>Adds an entry: its values, copied, behind those of the entries before.</summary>
    /// <exception cref="RootException">
    /// A member is null that must not be; members that may be missing are there in some records alone.
    /// </exception>
    public abstract void Write(in T record);
}
