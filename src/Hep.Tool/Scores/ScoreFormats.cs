using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>Files of scores, by their extension.</summary>
internal static class ScoreFormats
{
    private const string Root = ".root";

    private static readonly (string Extension, Func<Stream, IScoreWriter> Create)[] Formats =
    [
        (".npz", stream => new NpzScores(stream)),
        (".csv", stream => new CsvScores(stream)),
    ];

    /// <summary>Refuses a name that tells no format.</summary>
    public static void Check(string name)
    {
        if (OutputFile.IsStream(name)) return;
        string extension = Path.GetExtension(name);
        if (extension == Root) throw ToolException.Later("hep predict -o OUT.root", "OUT.npz and OUT.csv are written.");
        if (!Array.Exists(Formats, f => f.Extension == extension))
            throw ToolException.Usage(
                $"--output '{name}': the extension tells the format, {string.Join(" or ", Formats.Select(f => f.Extension))}.");
    }

    /// <summary>A writer for a name that was checked; standard output and devices get CSV.</summary>
    public static IScoreWriter Create(string name, Stream stream) =>
        OutputFile.IsStream(name) ? new CsvScores(stream) : Formats.First(f => f.Extension == Path.GetExtension(name)).Create(stream);
}
