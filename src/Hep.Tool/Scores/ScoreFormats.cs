using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>Files of scores, by their extension.</summary>
internal static class ScoreFormats
{
    private const string Root = ".root";

    private static readonly (string Extension, Func<ScoreTarget, CancellationToken, Task<IScoreWriter>> Create)[] Formats =
    [
        (".npz", (target, _) => Task.FromResult<IScoreWriter>(new NpzScores(target.Open()))),
        (".csv", CreateCsvAsync),
        (Root, RootScores.CreateAsync),
    ];

    /// <summary>Refuses a name that tells no format.</summary>
    public static void Check(string name)
    {
        if (OutputFile.IsStream(name) || Array.Exists(Formats, f => f.Extension == Path.GetExtension(name))) return;
        throw ToolException.Usage(
            $"--output '{name}': the extension tells the format, {string.Join(" or ", Formats.Select(f => f.Extension))}.");
    }

    /// <summary>Whether a name means a ROOT file.</summary>
    public static bool IsTree(string? name) => name is not null && !OutputFile.IsStream(name) && Path.GetExtension(name) == Root;

    /// <summary>A writer for a name that was checked; standard output and devices get CSV.</summary>
    public static Task<IScoreWriter> CreateAsync(ScoreTarget target, CancellationToken cancellationToken) =>
        OutputFile.IsStream(target.Name) ? CreateCsvAsync(target, cancellationToken)
            : Formats.First(f => f.Extension == Path.GetExtension(target.Name)).Create(target, cancellationToken);

    private static Task<IScoreWriter> CreateCsvAsync(ScoreTarget target, CancellationToken cancellationToken) =>
        Task.FromResult<IScoreWriter>(new CsvScores(target.Open()));
}
