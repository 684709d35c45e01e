namespace Hep.Root.IO.Trees.Reading;

/// <summary>Columns that are decoded together, and that may be something else than the metadata say.</summary>
/// <param name="Names">The columns.</param>
/// <param name="Entries">The wanted entries of the basket that a look is had at.</param>
/// <param name="Bytes">About as many plain bytes as it has.</param>
internal readonly record struct DoubtfulColumns(string[] Names, EntryRange Entries, long Bytes);
