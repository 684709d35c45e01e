using Hep.Inference;
using Hep.Jagged;
using Hep.Root.IO;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OnlineSelection;

/// <summary>Takes each file that arrives through the model and prints the events above the threshold.</summary>
internal sealed partial class SelectionWorker(
    IPredictor model, IOptions<SelectionOptions> options, IHostApplicationLifetime application, ILogger<SelectionWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SelectionOptions _options = options.Value;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            foreach (string path in Directory.EnumerateFiles(_options.Inbox, "*.root").Order(StringComparer.Ordinal).ToList())
                if (_done.Add(path)) await SelectAsync(path, stoppingToken);
            if (!_options.Once) await Task.Delay(Pause, stoppingToken);
        }
        while (!_options.Once);
        application.StopApplication();
    }

    private async Task SelectAsync(string path, CancellationToken cancellationToken)
    {
        // The model knows which raw columns it needs; run, block and event are ours.
        string[] columns = ["run", "luminosityBlock", "event", .. model.Metadata.EventColumns!.Select(c => c.Name)];
        int selected = 0, total = 0;
        try
        {
            await using RootFile file = await RootFile.OpenAsync(path, cancellationToken: cancellationToken);
            RootTree events = await file.OpenTreeAsync(cancellationToken: cancellationToken);
            await foreach (EntryBatch batch in events.ReadBatchesAsync(columns, cancellationToken: cancellationToken))
                using (batch)
                using (Predictions predictions = await model.PredictAsync(batch, cancellationToken))
                {
                    selected += Print(batch, predictions["score"].Get<float>());
                    total += batch.EntryCount;
                }
            LogSelected(path, selected, total);
        }
        catch (RootException failure)
        {
            LogUnreadable(path, failure.Message);   // the next file may be whole
        }
    }

    private int Print(EntryBatch batch, ReadOnlySpan<float> scores)
    {
        ReadOnlySpan<uint> run = batch.Get<uint>("run").Values, block = batch.Get<uint>("luminosityBlock").Values;
        ReadOnlySpan<ulong> number = batch.Get<ulong>("event").Values;
        int selected = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!(scores[i] >= _options.Threshold)) continue;   // an event that the model's own cut drops has the score NaN
            Console.WriteLine(FormattableString.Invariant($"{run[i]} {block[i]} {number[i]} {scores[i]:F4}"));
            selected++;
        }
        return selected;
    }

    [LoggerMessage(1, LogLevel.Information, "{File}: {Selected} of {Total} events selected.")]
    private partial void LogSelected(string file, int selected, int total);

    [LoggerMessage(2, LogLevel.Error, "{File} cannot be read: {Why}")]
    private partial void LogUnreadable(string file, string why);
}
