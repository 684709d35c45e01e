using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Commands;

/// <summary><c>hep shuffle CONFIG</c>: the order in which an epoch reads the entries.</summary>
internal sealed class ShuffleVerb : Verb
{
    private readonly Argument<string> _configuration = new("config") { Description = "The configuration, JSON or YAML." };
    private readonly Option<int?> _epoch = new("--epoch")
    {
        Description = "Which epoch (default: 0).",
        HelpName = "N",
        CustomParser = a => Values.Count(a, 0, int.MaxValue),
    };
    private readonly Option<DatasetShard?> _shard = new("--shard")
    {
        Description = "One of N equal parts, R from 0 (default: all).",
        HelpName = "R/N",
        CustomParser = ParseShard,
    };
    private readonly Option<string?> _position = new("--position")
    {
        Description = "Where to go on: what an earlier call printed last.",
        HelpName = "TOKEN",
    };
    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Entries to print (default: to the end of the epoch).",
        HelpName = "N",
        CustomParser = a => Values.Count(a, 0, int.MaxValue),
    };

    /// <summary>The verb.</summary>
    public ShuffleVerb() : base("shuffle",
        "Print the order in which an epoch of training would read the entries, and where it stopped.",
        "hep shuffle config.json --epoch 3 --limit 1000", "hep shuffle config.json --shard 0/4 --position TOKEN")
    {
        Add(_configuration);
        Add(_epoch);
        Add(_shard);
        Add(_position);
        Add(_limit);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(call.FullPath(call.Get(_configuration)), cancellationToken);
        TrainingOptions training = configuration.Training();
        DatasetOptions options = new()
        {
            Reading = call.ReadOptions,
            Opening = call.Session.Opening,
            Shuffle = training.Shuffle with { Seed = training.Seed },
            Shard = call.Get(_shard) ?? DatasetShard.Whole,
        };
        if (training.Mixing is { } mixing)
        {
            if (call.Has(_position))
                throw new ToolException("--position goes with one reading of the files, and training.mixing makes several: leave it out.");
            await WriteAsync(call, await MixAsync(configuration, options, mixing, call, cancellationToken), cancellationToken);
            return;
        }
        RootDataset dataset = await RootDataset.OpenAsync(configuration.Dataset(), options, cancellationToken);
        DatasetPosition from = call.Get(_position) is { } token
            ? DatasetPosition.FromToken(token)
            : dataset.PositionOf(call.Get(_epoch) ?? 0, 0);
        if (call.Get(_epoch) is { } epoch && epoch != from.Epoch)
            throw new ToolException($"The position is one in epoch {from.Epoch}, --epoch asks for {epoch}.");

        // What entries hold does not matter: the weight is made without reading more than a column.
        RootDataset weights = dataset.WithColumns(dataset.Schema.SelectColumns([DatasetColumns.Weight]));
        long printed = await WriteAsync(call, weights.ReadAsync(from, cancellationToken), cancellationToken);
        foreach (SkippedFile skipped in dataset.Skipped) call.Say($"skipped {skipped}");
        await call.Session.Error.WriteLineAsync(dataset.PositionOf(from.Epoch, from.Entries + printed).ToToken());
    }

    /// <summary>The sources or classes are found in the whole dataset, so that all shards mix alike.</summary>
    private async Task<IAsyncEnumerable<EntryBatch>> MixAsync(
        ConfigurationFile configuration, DatasetOptions options, EntryMixing mixing, Invocation call, CancellationToken cancellationToken)
    {
        RootDataset whole = await RootDataset.OpenAsync(
            configuration.Dataset(), options with { Shuffle = null, Shard = DatasetShard.Whole }, cancellationToken);
        EntryMixture mixture = await configuration.ReadAsync(
            "training.mixing", () => EntryMixture.CollectAsync(whole, mixing, cancellationToken));
        RootDataset part = options.Shard == DatasetShard.Whole ? whole
            : await RootDataset.OpenAsync(configuration.Dataset(), options with { Shuffle = null }, cancellationToken);
        if (options.Shard.Count > 1 && mixture.Groups.FirstOrDefault(g => !g.HasWholeSources) is { } mingled)
            throw new ToolException($"--shard: {mingled.Name} shares a source with others, and equal parts can be made of whole sources "
                + "only: give each class sources of its own, or let training.mixing mix sources.");
        foreach (EntryGroup group in mixture.Groups)
            call.Say($"{group.Name}: {group.EntryCount:N0} entries, {group.Share:P1} of the mixture");
        return mixture.Mix(part).ShuffleEntries(options.Shuffle!).SelectColumns([DatasetColumns.Weight])
            .ReadAsync(call.Get(_epoch) ?? 0, cancellationToken);
    }

    private async Task<long> WriteAsync(Invocation call, IAsyncEnumerable<EntryBatch> entries, CancellationToken cancellationToken)
    {
        long printed = 0, limit = call.Get(_limit) ?? long.MaxValue;
        using JsonLines lines = new(call.Session);
        await foreach (EntryBatch batch in entries.WithCancellation(cancellationToken))
            using (batch)
            {
                for (int i = 0; i < batch.EntryCount && printed < limit; i++, printed++)
                    await lines.WriteAsync(row => Write(row, batch.Identities, i), cancellationToken);
                if (printed == limit) break;
            }
        return printed;
    }

    private static void Write(Utf8JsonWriter row, EntryIdentities identities, int place)
    {
        EntrySource source = identities.Sources[identities.SourceIndices[place]];
        row.WriteNumber("source", source.DatasetSource);
        row.WriteNumber("entry", source.ChainStart + identities.Entries[place]);
    }

    private static DatasetShard? ParseShard(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int rank)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && rank < count)
            return new DatasetShard(rank, count);
        argument.AddError($"--shard takes a part and the number of parts, such as 0/4, not '{text}'.");
        return null;
    }
}
