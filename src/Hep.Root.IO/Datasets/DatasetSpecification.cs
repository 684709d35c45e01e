using Hep.Jagged;
using Hep.Root.IO.Datasets;

namespace Hep.Root.IO;

/// <summary>
/// Which files a dataset reads and how: the <c>dataset</c> of a configuration but for its definitions and cuts, which
/// belong to the features, and the weights of classes in bins, <see cref="ClassWeighting.FromConfiguration"/>.
/// </summary>
public sealed record DatasetSpecification
{
    /// <summary>The sources, in reading order.</summary>
    public required IReadOnlyList<DatasetSource> Sources { get; init; }

    /// <summary>What becomes of a file that cannot be read.</summary>
    public BadFiles BadFiles { get; init; }

    /// <summary>
    /// A file in which is kept what was learnt of local files when they were opened: one of the same place, length and time of change is
    /// not opened again before it is read. Written where it does not exist; several datasets and processes may share it. Null: none.
    /// </summary>
    public string? MetadataCache { get; init; }

    /// <summary>What relative paths start from: the folder of the configuration file.</summary>
    public string BaseFolder { get; init; } = ".";

    /// <summary>
    /// Reads the <c>dataset</c> object of a configuration, or its <c>sources</c> alone; comments and trailing commas are allowed.
    /// </summary>
    /// <param name="json">
    /// <c>{"sources": [{"files": ["a.root"], "label": 1}]}</c>; the keys <c>define</c>, <c>where</c> and
    /// <c>reweight</c> are left to others.
    /// </param>
    /// <param name="baseFolder">What relative paths start from.</param>
    /// <param name="path">Where in a larger document the object stands, for messages.</param>
    /// <exception cref="PipelineException">
    /// Not JSON, an unknown key (near ones are named), or a value that does not fit; <see cref="PipelineException.Path"/> says where.
    /// </exception>
    public static DatasetSpecification FromJson(string json, string baseFolder, string path = "dataset") =>
        DatasetJson.Read(json, baseFolder, path);
}
