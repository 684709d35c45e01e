using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Measurements;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep readspeed FILE…</c>: reads and drops, and prints how fast that was.</summary>
internal sealed class ReadSpeedVerb : Verb
{
    private const int DefaultBatch = 10_000, MaxRepeats = 10_000;

    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, globs or @list.txt.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _columns = ColumnList.Option("default: all readable columns");
    private readonly Option<string?> _tree = new("--tree") { Description = "The tree, where a file has several.", HelpName = "NAME" };
    private readonly Option<BatchBound?> _batch = new("--batch")
    {
        Description = "Entries in a batch, or their size, such as 8MiB (default: 10000).",
        HelpName = "N|SIZE",
        CustomParser = ParseBatch,
    };
    private readonly Option<int?> _repeat = new("--repeat")
    {
        Description = "Measured passes after the first one and two seconds of warming up (default: 0).",
        HelpName = "N",
        CustomParser = a => Values.Count(a, 0, MaxRepeats),
    };

    /// <summary>The verb.</summary>
    public ReadSpeedVerb() : base("readspeed", "Read all columns of the files, or some, drop them, and print the speed as a JSON line.",
        "hep readspeed file.root --columns 'Muon_*,MET_pt' --repeat 5", "hep readspeed @files.txt --batch 16MiB --threads 1")
    {
        Add(_files);
        Add(_columns);
        Add(_tree);
        Add(_batch);
        Add(_repeat);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        BatchBound bound = call.Get(_batch) ?? new BatchBound(DefaultBatch, null);
        ReadOptions options = call.ReadOptions with { BatchSize = bound.Entries, BatchBytes = bound.Bytes };
        IReadOnlyList<RootInput> inputs = RootInput.Expand(call.Get(_files), call.Session.WorkingFolder, call.Get(_tree));
        IReadOnlyList<string>? columns = ColumnList.Parse(call.Get(_columns));
        ReadMeasurement measurement =
            await ReadMeasurement.MeasureAsync(new ReadTask(inputs, columns, options), call.Get(_repeat) ?? 0, cancellationToken);
        using JsonLines lines = new(call.Session);
        await lines.WriteAsync(row => measurement.Write(row, call.Threads, bound), cancellationToken);
    }

    private static BatchBound? ParseBatch(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int entries) && entries > 0)
            return new BatchBound(entries, null);
        if (ByteSize.TryParse(text, out long bytes) && bytes > 0) return new BatchBound(int.MaxValue, bytes);
        argument.AddError($"--batch takes a number of entries, such as 10000, or a size, such as 8MiB, not '{text}'.");
        return null;
    }
}
