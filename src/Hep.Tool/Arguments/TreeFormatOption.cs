using System.CommandLine;
using Hep.Root.IO;

namespace Hep.Tool.Arguments;

/// <summary><c>--format</c>: as what a tree is written.</summary>
internal static class TreeFormatOption
{
    /// <summary>The option of a verb.</summary>
    public static Option<TreeFormat?> Create() => new("--format")
    {
        Description = "ttree or rntuple (default: that of the first file).",
        HelpName = "FORMAT",
        CustomParser = a => Values.Word<TreeFormat>(a, ("ttree", TreeFormat.TTree), ("rntuple", TreeFormat.RNTuple)),
    };
}
