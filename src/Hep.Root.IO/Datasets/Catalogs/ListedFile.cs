namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>A file as a dataset lists it, which nobody has opened yet.</summary>
/// <param name="Location">The path or URL.</param>
/// <param name="Source">The source that lists it.</param>
/// <param name="SourceIndex">The place of the source.</param>
internal readonly record struct ListedFile(string Location, DatasetSource Source, int SourceIndex)
{
    /// <summary>The files of all sources, in reading order.</summary>
    public static List<ListedFile> Of(DatasetSpecification specification) =>
    [
        .. specification.Sources.SelectMany((source, index) => DatasetFiles.Expand(source.Files, specification.BaseFolder)
            .Select(location => new ListedFile(location, source, index))),
    ];
}
