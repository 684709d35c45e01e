using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>Where scores go.</summary>
/// <param name="Session">Where files are written.</param>
/// <param name="Name">The file, as the command line names it.</param>
/// <param name="Force">Whether one that is there may be replaced.</param>
/// <param name="Tree">What a ROOT file gets; null where the file is none.</param>
internal sealed record ScoreTarget(Session Session, string Name, bool Force, ScoreTree? Tree)
{
    /// <summary>Opens a file whose bytes come one after the other.</summary>
    public OutputFile Open() => OutputFile.Create(Session, Name, Force);
}
