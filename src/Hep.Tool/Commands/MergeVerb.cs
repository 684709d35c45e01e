using System.CommandLine;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep merge OUT.root FILE…</c>: files joined into one, with all objects of all directories.</summary>
internal sealed class MergeVerb : Verb
{
    private const int MostReasons = 10, MostNames = 5;

    private readonly Argument<string> _output = new("output") { Description = "The merged file.", HelpName = "OUT.root" };
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, FILE:OBJECT, globs or @list.txt.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _leaveOut = new("--leave-out")
    {
        Description = "Leave out objects and columns that cannot be merged, and name them, instead of merging nothing.",
    };
    private readonly Option<bool> _fill = new("--fill")
    {
        Description = "Columns that some files lack are 0 or false in their entries.",
    };
    private readonly Option<bool> _skipBad = new("--skip-bad", "-k")
    {
        Description = "Leave out files that cannot be opened, and name them.",
    };
    private readonly Option<RootCompression?> _compression = CompressionOption.Create("as the files are; what is written anew zstd:5");
    private readonly Option<TreeFormat?> _format = TreeFormatOption.Create();
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public MergeVerb() : base("merge", "Join files: trees are chained, histograms added, in all directories.",
        "hep merge all.root 'data*.root'",
        "hep merge all.root @files.txt --leave-out --fill --compression lz4:4",
        "hep merge plots.root a.root:plots b.root:plots --force")
    {
        Add(_output);
        Add(_files);
        Add(_leaveOut);
        Add(_fill);
        Add(_skipBad);
        Add(_compression);
        Add(_format);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string name = call.Get(_output);
        RootOutput.CheckFree(call.Session, name, call.Get(_force));
        IReadOnlyList<RootInput> inputs = await RootInput.ExpandAsync(call.Get(_files), call.Session, null, cancellationToken);
        string path = call.FullPath(name);
        string place = RealPath(path);
        if (inputs.Any(i => !i.File.Contains("://", StringComparison.Ordinal) && RealPath(i.File) == place))
            throw new ToolException($"'{name}' is the result and one of the files to merge: give the result another name.");
        MergeOptions options = new()
        {
            Format = call.Get(_format),
            Compression = call.Get(_compression),
            LeaveOut = call.Get(_leaveOut),
            FillMissing = call.Get(_fill),
            SkipBadFiles = call.Get(_skipBad),
            Threads = call.Threads,
            MemoryBudget = call.Memory,
            Opening = call.Session.Opening,
        };
        RootMerge merge = await RootMerge.OpenAsync([.. inputs.Select(i => i.Location)], options, cancellationToken);
        foreach (SkippedFile skipped in merge.SkippedFiles) call.Say($"hep merge: {skipped}");
        // Where it is not what was asked for, it is what makes this slow.
        if (options.Compression is null)
            foreach (MergedObject tree in merge.Objects.Where(
                o => o.WhyRewritten is not null && (options.Format ?? FormatOf(o)) == FormatOf(o)))
                call.Say($"hep merge: '{tree.Path}' cannot be copied as it is, its entries are written anew: {tree.WhyRewritten}");
        if (!options.LeaveOut && merge.Unmerged.Count > 0) throw Refuse(merge, options);
        RootWriteOptions file = new() { Compression = call.Get(_compression) ?? CompressionOption.Default };
        await using (RootOutput output = await RootOutput.CreateAsync(call.Session, name, call.Get(_force), file, cancellationToken))
        {
            using (ProgressLine progress = call.Progress("merge", "entries", merge.EntryCount))
                await merge.WriteAsync(output.File, progress, cancellationToken);
            await output.CompleteAsync(cancellationToken);
        }
        foreach (string left in Lines(merge.Unmerged)) call.Say($"hep merge: left out: {left}");
        Print(merge, name, inputs.Count - merge.SkippedFiles.Count, call);
    }

    private static TreeFormat FormatOf(MergedObject tree) =>
        tree.ClassName.EndsWith("RNTuple", StringComparison.Ordinal) ? TreeFormat.RNTuple : TreeFormat.TTree;

    private static void Print(RootMerge merge, string name, int files, Invocation call)
    {
        MergedObject[] trees = [.. merge.Objects.Where(o => o.EntryCount is not null)];
        foreach (MergedObject tree in trees)
        {
            string columns = Figure.Count(tree.ColumnCount!.Value, "column");
            string how = tree.WhyRewritten is null ? "copied" : "written anew";
            call.Print($"{tree.Path}: {tree.EntryCount:N0} entries of {Figure.Count(tree.FileCount, "file")}, {columns}, {how}");
        }
        int others = merge.Objects.Count(o => o.EntryCount is null && o.ClassName is not ("TDirectory" or "TDirectoryFile"));
        string written = $"{Figure.Count(trees.Length, "tree")}, {Figure.Count(others, "other object")}";
        string left = merge.Unmerged.Count > 0 ? $", {merge.Unmerged.Count} left out" : "";
        call.Print($"{name}: {Figure.Count(files, "file")} in, {written}{left}");
    }

    private static ToolException Refuse(RootMerge merge, MergeOptions options)
    {
        List<string> all = Lines(merge.Unmerged);
        IEnumerable<string> lines = all.Take(MostReasons).Select(l => $"\n  {l}");
        if (all.Count > MostReasons) lines = lines.Append($"\n  and {all.Count - MostReasons} more");
        return new ToolException($"What cannot be merged:{string.Concat(lines)}\n--leave-out merges the rest"
            + (options.FillMissing ? "." : "; --fill gives columns that a file lacks the value 0 there."));
    }

    // Columns of one tree with one reason stand together: a file may lack hundreds.
    private static List<string> Lines(IReadOnlyList<UnmergedObject> unmerged) =>
    [
        .. unmerged.GroupBy(u => (u.Path, u.Why, IsColumn: u.Column is not null)).Select(g => g.Count() == 1 ? g.First().ToString()
            : $"{g.Count()} columns of '{g.Key.Path}' ({string.Join(", ", g.Take(MostNames).Select(u => u.Column))}"
                + $"{(g.Count() > MostNames ? ", …" : "")}): {g.Key.Why}"),
    ];

    // Where a path leads through symbolic links, those of folders among them.
    private static string RealPath(string path)
    {
        string real = Path.GetPathRoot(path) ?? "";
        foreach (string name in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (entry.LinkTarget is not null) real = entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }
        return real;
    }
}
