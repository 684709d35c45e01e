namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>A file of a dataset while it is open.</summary>
/// <param name="Facts">What is known of it.</param>
/// <param name="File">The file, which whoever has this closes.</param>
/// <param name="Tree">Its tree.</param>
internal readonly record struct OpenFile(DatasetFile Facts, RootFile File, RootTree Tree);
