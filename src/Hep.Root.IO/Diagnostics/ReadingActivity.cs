using System.Diagnostics;

namespace Hep.Root.IO.Diagnostics;

/// <summary>The spans of a trace: opening a file, opening a tree, reading a batch. Where nobody listens there are none.</summary>
internal static class ReadingActivity
{
    private static readonly ActivitySource Source = new("Hep.Root.IO");

    public static Activity? StartFile(string file) => Start("hep.root.open", file);

    public static Activity? StartTree(string file, string tree) => Start("hep.root.tree", file)?.SetTag("hep.root.tree", tree);

    public static Activity? StartBatch(string file, string tree, long first, int count) =>
        Start("hep.root.batch", file)?
            .SetTag("hep.root.tree", tree).SetTag("hep.root.first_entry", first).SetTag("hep.root.entries", count);

    /// <summary>Notes a failure while it passes: an exception filter that catches nothing.</summary>
    public static bool Notes(this Activity? activity, Exception failure)
    {
        activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        return false;
    }

    private static Activity? Start(string name, string file) => Source.StartActivity(name)?.SetTag("hep.root.file", file);
}
