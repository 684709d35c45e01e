using Hep.Root.IO.Trees.Reading;

namespace Hep.Root.IO.Datasets.Epochs;

/// <summary>Entries of a file that are read one after the other.</summary>
/// <param name="File">The place of the file in the dataset.</param>
/// <param name="Range">The entries.</param>
/// <param name="EndsFile">Whether nothing more of the file is read.</param>
internal readonly record struct ReadUnit(int File, EntryRange Range, bool EndsFile);
