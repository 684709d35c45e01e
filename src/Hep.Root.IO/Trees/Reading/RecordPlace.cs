namespace Hep.Root.IO.Trees.Reading;

/// <summary>A record of a tree that is fetched and decoded whole: a basket of a TTree, a page of an RNTuple.</summary>
/// <param name="FirstEntry">The first entry that it is wanted for: what is decoded for a batch ascends in it.</param>
/// <param name="Seek">Its place in the file; 0 where it has none.</param>
/// <param name="RecordBytes">Its size there.</param>
internal abstract record RecordPlace(long FirstEntry, long Seek, int RecordBytes)
{
    /// <summary>Orders the records of one part that begin with the same entry, and all records by where they lie.</summary>
    public virtual long Rank => Seek;

    /// <summary>Stored bytes, wherever they lie.</summary>
    public virtual long StoredBytes => RecordBytes;
}
