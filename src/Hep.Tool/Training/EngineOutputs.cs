using System.Text;
using Hep.Jagged;
using Hep.Tool.Reports;
using Hep.Tool.Terminal;
using Hep.Train;

namespace Hep.Tool.Training;

/// <summary>What several engines write beside each other: <c>NAME.torchsharp.onnx</c> and its history for each, and one report.</summary>
internal sealed class EngineOutputs
{
    private readonly Session _session;
    private readonly bool _force;
    private readonly string _stem;
    private readonly string? _report;
    private readonly IReadOnlyList<string> _engines;

    /// <summary>Outputs of a name; refuses those that exist, unless they may be replaced.</summary>
    public EngineOutputs(Session session, string model, string? report, bool force, IReadOnlyList<string> engines)
    {
        if (OutputFile.IsStandardOutputName(model))
            throw new ToolException("Several engines write several models: give -o the name of a file.");
        (_session, _force, _engines, _report, _stem) = (session, force, engines, report, Path.ChangeExtension(model, null));
        string[] perEngine = [.. engines.SelectMany(e => (string[])[ModelOf(e), HistoryOf(e)])];
        OutputFile.CheckFree(session, report is null ? perEngine : [.. perEngine, report], force);
    }

    /// <summary>The file of one model.</summary>
    public string ModelOf(string engine) => $"{_stem}.{engine}.onnx";

    /// <summary>Writes all files.</summary>
    /// <param name="results">What was trained, in the order of the engines.</param>
    /// <param name="features">Pictures of the features for the report.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task WriteAsync(IReadOnlyList<TrainingResult> results,
        Func<Task<IReadOnlyList<(Chart Chart, string Caption)>>> features, CancellationToken cancellationToken)
    {
        foreach ((string engine, TrainingResult result) in _engines.Zip(results))
        {
            await WriteAsync(ModelOf(engine), result.Model.ToArray(), cancellationToken);
            await WriteAsync(HistoryOf(engine), Encoding.UTF8.GetBytes(TrainingHistory.ToJson(result.History)), cancellationToken);
        }
        if (_report is null) return;
        string page = ComparisonReport.Write(Path.GetFileName(_stem), [.. _engines.Zip(results)], await features());
        await WriteAsync(_report, Encoding.UTF8.GetBytes(page), cancellationToken);
    }

    private string HistoryOf(string engine) => $"{_stem}.{engine}.history.json";

    private Task WriteAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        OutputFile.WriteAsync(_session, name, _force, content, cancellationToken);
}
