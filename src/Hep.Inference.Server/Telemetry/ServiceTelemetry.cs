using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Hep.Inference.OnnxRuntime;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Telemetry;

/// <summary>
/// What an operator watches, under the name <c>Hep.Inference.Server</c>: predictions of each model, their rows and seconds, requests that
/// were refused or failed, and an activity for each prediction below the one that ASP.NET Core has for its request.
/// </summary>
internal sealed partial class ServiceTelemetry
{
    public const string Name = "Hep.Inference.Server";

    // Seconds: a row through a small network takes microseconds, a body of 64 MiB through a large one several seconds.
    private static readonly double[] Seconds = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
    private static readonly ActivitySource Activities = new(Name);

    private readonly ILogger _logger;
    private readonly Counter<long> _predictions, _rows, _failures;
    private readonly Histogram<double> _seconds;
    private long _getRequests, _postRequests;

    public ServiceTelemetry(IMeterFactory meters, ILogger<ServiceTelemetry> logger)
    {
        _logger = logger;
        Meter meter = meters.Create(Name);
        _predictions = meter.CreateCounter<long>("hep.server.predictions", "{request}", "Requests for predictions that were answered.");
        _rows = meter.CreateCounter<long>("hep.server.rows", "{row}", "Events, or rows of tensors, that were predicted.");
        _failures = meter.CreateCounter<long>("hep.server.failures", "{request}", "Requests that were refused or failed, by status.");
        _seconds = meter.CreateHistogram(
            "hep.server.prediction.duration", "s", "Time from a request that is read to its predictions.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>Predicts raw events, and counts them.</summary>
    public ValueTask<Predictions> PredictAsync(
        RequestRecord request, PredictorLease lease, EntryBatch events, CancellationToken cancellationToken) =>
        MeasureAsync(request, lease, events.EntryCount, events, static (p, e, token) => p.PredictAsync(e, token), cancellationToken);

    /// <summary>Predicts tensors, and counts their rows.</summary>
    public ValueTask<Predictions> PredictAsync(
        RequestRecord request, PredictorLease lease, IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken) =>
        MeasureAsync(request, lease, inputs.Count == 0 || inputs[0].Shape.IsEmpty ? 1 : inputs[0].RowCount,
            inputs, static (p, i, token) => p.PredictAsync(i, token), cancellationToken);

    /// <summary>Requests by <c>GET</c> since the start.</summary>
    public long GetRequests => Interlocked.Read(ref _getRequests);

    /// <summary>Requests by <c>POST</c> since the start.</summary>
    public long PostRequests => Interlocked.Read(ref _postRequests);

    /// <summary>Counts a request that arrived.</summary>
    public void CountRequest(string method)
    {
        if (HttpMethods.IsGet(method)) Interlocked.Increment(ref _getRequests);
        else if (HttpMethods.IsPost(method)) Interlocked.Increment(ref _postRequests);
    }

    /// <summary>Counts a request that got no answer but a status.</summary>
    public void CountFailure(string route, int status) =>
        _failures.Add(1, new("http.route", route), new("http.response.status_code", status));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Predictions> MeasureAsync<TInput>(RequestRecord request, PredictorLease lease, int rows, TInput input,
        Func<OnnxPredictor, TInput, CancellationToken, Task<Predictions>> predict, CancellationToken cancellationToken)
    {
        ModelVersion model = lease.Version.Facts;
        request.Predicted(model, rows);
        using Activity? activity = Activities.StartActivity("predict");
        activity?.SetTag("hep.model", model.Name).SetTag("hep.version", model.Version).SetTag("hep.rows", rows);
        long start = Stopwatch.GetTimestamp();
        lease.Taken();
        try
        {
            Predictions predictions = await predict(lease.Predictor, input, cancellationToken).ConfigureAwait(false);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            lease.Predicted(elapsed);
            Count(model, rows, elapsed);
            return predictions;
        }
        catch (Exception e)
        {
            if (e is InferenceException { Failure: InferenceFailure.InvalidRequest } or PipelineException) lease.Refused();
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    private void Count(ModelVersion model, int rows, TimeSpan elapsed)
    {
        TagList tags = new() { { "hep.model", model.Name }, { "hep.version", model.Version } };
        _predictions.Add(1, tags);
        _rows.Add(rows, tags);
        _seconds.Record(elapsed.TotalSeconds, tags);
        LogPredicted(model.Name, model.Version, rows, elapsed.TotalMilliseconds);
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Debug,
        Message = "Model {Model}: version {Version} predicted {Rows} rows in {Milliseconds:F2} ms")]
    private partial void LogPredicted(string model, int version, int rows, double milliseconds);
}
