using System.Globalization;
using Hep.Inference;
using Hep.Inference.Client;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Serving;
using Hep.Tool.Terminal;
using Hep.Tool.Training;
using Hep.Train;

namespace Hep.Tool.Demonstration;

/// <summary>The whole chain on the sample data, stage by stage: read, look, train, serve, predict, compare, report.</summary>
internal sealed class Demo : IDisposable
{
    private const string ModelName = "higgs", ModelFile = "model.onnx", HistoryFile = "model.history.json",
        StatisticsFile = "statistics.json", ReportFile = "report.html";
    private const double Tolerance = 1e-5;

    private readonly Invocation _call;
    private readonly string? _engine;
    private readonly DemoFolder _folder;
    private readonly StageLog _log;

    /// <summary>A demonstration that writes to a folder.</summary>
    /// <param name="call">Where it prints.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="engine">What trains; null: what can.</param>
    public Demo(Invocation call, string folder, string? engine)
    {
        (_call, _engine) = (call, engine);
        _folder = new DemoFolder(call.Session, folder);
        _log = new StageLog(call.Session.Output);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Runs all stages.</summary>
    /// <param name="keepServing">Whether the service answers until the token is cancelled.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(bool keepServing, CancellationToken cancellationToken)
    {
        _call.Print($"hep demo: from ROOT files to a served model, on toy H → ττ events, in {_folder.FullPath}");
        DemoEngine engine = DemoEngine.Choose(_call, _engine);
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(DemoData.FindConfiguration(engine.Name), cancellationToken);
        RootDataset events = await RootDataset.OpenAsync(configuration.Dataset(),
            new DatasetOptions { Reading = _call.ReadOptions, Opening = _call.Session.Opening }, cancellationToken);
        IReadOnlyList<(Chart, string)> plots = await ReadAsync(events, cancellationToken);
        await CollectAsync(configuration, events, cancellationToken);
        TrainingResult result = await TrainAsync(configuration, engine, cancellationToken);
        await using ServiceHost service = await ServeAsync(cancellationToken);
        Uri address = new(service.Addresses[0]);
        using InferenceClient client = InferenceClient.Connect(address,
            new InferenceClientOptions { Token = AccessTokenFile.ReadOrCreate(_folder.Token) });
        await UploadAsync(client, cancellationToken);
        ServedScores scores = await PredictAsync(client, events, configuration.Training(), result, cancellationToken);

        await _folder.WriteAsync(ReportFile, DemoReport.Write(engine, result, plots, scores, _log), cancellationToken);
        _log.End("report", $"{_folder[ReportFile]}");
        _call.Print($"done in {_log.Seconds:F1} s; the model is {_folder[ModelFile]}");
        if (keepServing) await KeepServingAsync(address, cancellationToken);
    }

    private async Task<IReadOnlyList<(Chart Chart, string Caption)>> ReadAsync(RootDataset events, CancellationToken cancellationToken)
    {
        List<(Chart, string)> plots = [];
        foreach (PhysicsPlot plot in PhysicsPlot.All)
            plots.Add((await plot.FillAsync(c => events.SelectColumns(c), cancellationToken), plot.Caption));
        int columns = events.Schema.Count(c => !DatasetColumns.IsReserved(c.Name));
        _log.End("read", $"{events.EntryCount:N0} events with {columns} columns, {plots.Count} histograms filled");
        return plots;
    }

    private async Task CollectAsync(ConfigurationFile configuration, RootDataset events, CancellationToken cancellationToken)
    {
        FeatureSpecification features = configuration.Features();
        FeatureStatistics statistics = await FeatureStatistics.CollectAsync(events.SplitEntries(SplitOf(configuration.Training())).Training,
            features, cancellationToken: cancellationToken);
        await _folder.WriteAsync(StatisticsFile, statistics.ToJson() + "\n", cancellationToken);
        string lists = string.Join(", ",
            statistics.Collections.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.Lengths.Maximum}")));
        _log.End("statistics",
            $"{statistics.Columns.Length} features of {statistics.EntriesKept:N0} training events; longest lists: {lists}");
    }

    private async Task<TrainingResult> TrainAsync(
        ConfigurationFile configuration, DemoEngine engine, CancellationToken cancellationToken)
    {
        using ProgressLine line = _call.Progress("training", "batches", null);
        TrainingOptions options = configuration.Training() with { Progress = new BatchLine(line) };
        ConfiguredData data = await ConfiguredData.OpenAsync(configuration, _call, cancellationToken, [.. options.SplitBy]);
        TrainingResult result = await new TrainingRun(configuration, options, [engine.Name], _call)
            .FitAsync(data, new EpochLines(_call.Session.Output, options.Monitor) { Indent = "    ", Every = engine.LinesEvery },
                cancellationToken);
        (double auc, long entries) = (result.Card.Metrics["auc"], result.Card.Data.TrainingEntries);
        _log.End("train", $"validation AUC {auc:F4} after {result.History.Count} epochs of {entries:N0} events");
        byte[] model = result.Model.ToArray();
        await _folder.WriteAsync(ModelFile, model, cancellationToken);
        await _folder.WriteAsync(HistoryFile, TrainingHistory.ToJson(result.History), cancellationToken);
        string pipeline = $"the pipeline from {result.Pipeline.InputSchema.Count} raw columns to {result.Pipeline.CellCount} cells";
        string learnt = result.Card.Network is null
            ? string.Create(CultureInfo.InvariantCulture, $"trees of the best {result.History.Last(e => e.IsBest).Epoch} iterations")
            : string.Create(CultureInfo.InvariantCulture, $"{result.Model.ParameterCount:N0} parameters");
        _log.End("ONNX", $"{ByteCount.Format(model.Length)}: {learnt}, and {pipeline}");
        return result;
    }

    private async Task<ServiceHost> ServeAsync(CancellationToken cancellationToken)
    {
        InferenceServerOptions options = new() { ModelsFolder = _folder.Models, TokenFile = _folder.Token };
        ServiceHost service = await ServiceHost.StartOnFreePortAsync(options, ServiceClient.DefaultUrl,
            _call.Session.Error, cancellationToken);
        _log.End("serve", $"{service.Addresses[0]}");
        return service;
    }

    private async Task UploadAsync(InferenceClient client, CancellationToken cancellationToken)
    {
        await using FileStream model = File.OpenRead(_folder[ModelFile]);
        ModelVersion version = await client.UploadAsync(ModelName, model, cancellationToken: cancellationToken);
        _log.End("upload", $"{version.Name} version {version.Version}, {version.Digest[..19]}…");
    }

    private async Task<ServedScores> PredictAsync(
        InferenceClient client, RootDataset events, TrainingOptions options, TrainingResult result, CancellationToken cancellationToken)
    {
        await using IPredictor served = await client.GetPredictorAsync(ModelName, cancellationToken: cancellationToken);
        await using OnnxPredictor local = OnnxPredictor.Load(_folder[ModelFile]);
        IBatchSource heldOut = events.SplitEntries(SplitOf(options))
            .Validation.SelectColumns([.. result.Pipeline.InputSchema.Select(c => c.Name), DatasetColumns.Label]);
        ServedScores scores = await ServedScores.CompareAsync(heldOut.ReadAsync(0, cancellationToken), served, local, cancellationToken);
        _log.End("predict", $"{scores.EventCount:N0} held-out raw events through the service, AUC {scores.Auc:F4}");
        if (!(scores.LargestDifference <= Tolerance))
            throw new ToolException(string.Create(CultureInfo.InvariantCulture,
                $"The service and this process differ by {scores.LargestDifference:G3} in a score, {Tolerance:G1} is allowed."));
        _log.End("compare", $"service and local predictions agree: largest difference {scores.LargestDifference:G2}");
        return scores;
    }

    private async Task KeepServingAsync(Uri address, CancellationToken cancellationToken)
    {
        _call.Print($"serving on {address}v2/models/{ModelName} until Ctrl-C; token for uploads in {_folder.Token}");
        await _call.Session.Output.FlushAsync(cancellationToken);
        await ServiceHost.WaitForStopAsync(cancellationToken);
    }

    private static EntrySplit SplitOf(TrainingOptions options) =>
        new() { Validation = options.Validation, Seed = options.Seed, By = options.SplitBy };
}
