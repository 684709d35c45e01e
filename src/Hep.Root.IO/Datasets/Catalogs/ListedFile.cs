namespace Hep.Root.IO.Datasets.Catalogs;

/// <summary>A file as a dataset lists it, which nobody has opened yet.</summary>
/// <param name="Location">The path or URL.</param>
/// <param name="Source">The source that lists it.</param>
/// <param name="SourceIndex">The place of the source.</param>
internal readonly record struct ListedFile(string Location, DatasetSource Source, int SourceIndex)
{
    /// <summary>The files of all sources, in reading order.</summary>
    /// <exception cref="RootException">A glob matches nothing, or a server cannot be asked.</exception>
    public static async Task<List<ListedFile>> OfAsync(
        DatasetSpecification specification, RootOpenOptions? opening, CancellationToken cancellationToken)
    {
        List<ListedFile> listed = [];
        for (int i = 0; i < specification.Sources.Count; i++)
        {
            DatasetSource source = specification.Sources[i];
            foreach (string location in await DatasetFiles.ExpandAsync(source.Files, specification.BaseFolder, opening, cancellationToken)
                .ConfigureAwait(false))
                listed.Add(new ListedFile(location, source, i));
        }
        return listed;
    }
}
