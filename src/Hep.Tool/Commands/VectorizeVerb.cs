using System.CommandLine;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;
using Hep.Tool.Vectors;

namespace Hep.Tool.Commands;

/// <summary><c>hep vectorize CONFIG -o OUT.npz</c>: pass 2, the arrays that a network would get.</summary>
internal sealed class VectorizeVerb : Verb
{
    private readonly Argument<string> _configuration = new("config") { Description = "The configuration, JSON or YAML." };
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The arrays; - is standard output.",
        HelpName = "OUT.npz",
        Required = true,
    };
    private readonly Option<string?> _statistics = new("--stats")
    {
        Description = "What hep fit wrote (default: taken now, over all entries).",
        HelpName = "STATS.json",
    };
    private readonly Option<bool> _objects =
        new("--objects") { Description = "Also the objects of each collection without padding, with offsets: for ragged tensors." };
    private readonly Option<bool> _tokens =
        new("--tokens") { Description = "Also the objects of each collection as tokens, with a mask: for networks over sets." };
    private readonly Option<bool> _matrix =
        new("--matrix") { Description = "Also the grids over phase space that the key grid describes." };
    private readonly Option<string?> _keep = KeepFolder();
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public VectorizeVerb() : base("vectorize", "Write the padded and scaled arrays that a network would get, for NumPy.",
        "hep vectorize config.json -o features.npz", "hep vectorize config.json --stats stats.json -o features.npz")
    {
        Add(_configuration);
        Add(_output);
        Add(_statistics);
        Add(_keep);
        Add(_tokens);
        Add(_objects);
        Add(_matrix);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string name = call.Get(_output)!;
        if (call.Has(_statistics) && call.Has(_keep))
            throw new ToolException("--keep is for statistics that are taken now: leave out one of --stats and --keep.");
        OutputFile.CheckFree(call.Session, [name], call.Get(_force));
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(call.FullPath(call.Get(_configuration)), cancellationToken);
        ConfiguredData data = await ConfiguredData.OpenAsync(configuration, call, call.Get(_keep), cancellationToken);
        if (!call.Get(_matrix)) data = data with { Features = data.Features with { Grid = null } };
        else if (data.Features.Grid is null)
            throw new ToolException($"{call.Get(_configuration)}: --matrix needs the key 'grid', which says what planes and bins to make.");
        FeatureStatistics statistics = call.FullPath(_statistics) is { } file
            ? await StatisticsFile.ReadAsync(file, cancellationToken)
            : await CollectAsync(data, call, cancellationToken);
        FeaturePipeline pipeline = FeaturePipeline.Create(data.Features, statistics);
        IBatchSource entries = data.Weighted(statistics);
        foreach (string warning in statistics.ClassWeights?.Warnings ?? []) call.Say($"hep vectorize: {warning}");

        await using OutputFile output = OutputFile.Create(call.Session, name, call.Get(_force));
        using FeatureArrays arrays = new(pipeline, data.TargetCount, call.Get(_tokens), call.Get(_objects));
        using (ProgressLine progress = call.Progress("vectorize", "entries", data.Source.EntryCount))
            await foreach (PaddedBatch batch in entries.Vectorize(pipeline, threads: call.Threads, cancellationToken: cancellationToken))
                using (batch)
                {
                    arrays.Add(batch);
                    progress.Report(arrays.EntryCount);
                }
        await arrays.WriteAsync(output.Stream, cancellationToken);
        await output.CompleteAsync(cancellationToken);
        call.Say($"{name}: {arrays.EntryCount:N0} entries, {pipeline.CellCount} cells");
        data.TellSkipped(call);
        foreach (string line in arrays.DescribeGrids()) call.Say($"{line}");
        foreach (string line in arrays.DescribeTruncations()) call.Say($"{line}");
    }

    private static async Task<FeatureStatistics> CollectAsync(ConfiguredData data, Invocation call, CancellationToken cancellationToken)
    {
        (FeatureStatistics statistics, KeptStatistics? kept) = await data.CollectAsync(call, cancellationToken);
        ConfiguredData.TellKept(call, kept);
        return statistics;
    }
}
