using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Hep.Inference.Testing;
using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hep.Inference.Server.Tests.Telemetry;

/// <summary>What an operator sees of a service without asking anybody.</summary>
[NonParallelizable]
public sealed class ServiceTelemetryTests
{
    private const string Name = "Hep.Inference.Server";
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task The_life_of_a_model_is_logged_and_its_predictions_only_for_debugging()
    {
        using RecordedLog log = new();
        await using Service service = await Service.StartAsync(log: log);

        ModelVersion version = await service.UploadAsync("linear", Models.Linear(0.5f));
        await service.PostAsync("/v2/models/linear/infer", Row);
        using HttpResponseMessage deleted =
            await service.Administrator.DeleteAsync(new Uri("/v2/repository/models/linear", UriKind.Relative));

        string[] told = [.. log.Of(LogLevel.Information).Where(t => t.StartsWith("Model ", StringComparison.Ordinal))];
        Assert.That(told, Has.Length.EqualTo(3));
        Assert.That(told[0], Does.Match("^Model linear: version 1 loaded in [0-9]+ ms$"));
        Assert.That(told[1], Is.EqualTo($"Model linear: upload (version 1: {version.Digest})"));
        Assert.That(told[2], Is.EqualTo("Model linear: delete (1 versions)"));
        Assert.That(log.Of(LogLevel.Debug), Has.Some.StartsWith("Model linear: version 1 predicted 1 rows in "));
        Assert.That(log.Entries.Where(e => e.Id.Id == 0), Is.Empty);
    }

    [Test]
    public async Task Refusals_are_logged_by_whom_they_concern()
    {
        using RecordedLog log = new();
        await using Service service = await Service.StartAsync(log: log);

        await service.PostAsync("/v2/models/nosuch/infer", Row);
        await service.PostAsync("/v2/repository/models/x/versions", "no model");

        Assert.That(log.Of(LogLevel.Debug), Has.One.StartsWith("POST /v2/models/{name}/infer refused with 404: "));
        Assert.That(log.Of(LogLevel.Information), Has.One.StartsWith("POST /v2/repository/models/{name}/versions refused with 401: "));
        Assert.That(log.Entries.Select(e => e.Text), Has.None.Contains(service.Token));
    }

    [Test]
    public async Task Predictions_rows_seconds_and_failures_are_counted()
    {
        await using Service service = await Service.StartAsync();
        using RecordedMeasurements sums = new(Name, service.Services.GetRequiredService<IMeterFactory>());
        await service.UploadAsync("linear", Models.Linear(0.5f));
        await service.UploadAsync("events", await Models.EventsAsync());

        await service.PostAsync("/v2/models/linear/infer", Row);
        await service.PostAsync("/v2/models/events/events", """{"events":[{"MET_pt":30,"Jet_pt":[3,1]},{"Jet_pt":[],"MET_pt":20}]}""");
        (HttpStatusCode status, _) = await service.PostAsync("/v2/models/nosuch/infer", Row);

        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(sums["hep.server.predictions"], Is.EqualTo(2));
        Assert.That(sums["hep.server.rows"], Is.EqualTo(3));
        Assert.That(sums["hep.server.failures"], Is.EqualTo(1));
        Assert.That(sums["hep.server.prediction.duration"], Is.GreaterThan(0));
    }

    [Test]
    public async Task A_prediction_is_an_activity_with_model_version_and_rows()
    {
        using RecordedActivities activities = new(Name);
        await using Service service = await Service.StartAsync();
        await service.UploadAsync("linear", Models.Linear(0.5f));

        await service.PostAsync("/v2/models/linear/infer", Row);

        Activity prediction = activities.Ended.Single();
        Assert.That(prediction.OperationName, Is.EqualTo("predict"));
        Assert.That(prediction.TagObjects.Select(t => $"{t.Key}={t.Value}"),
            Is.EqualTo(new[] { "hep.model=linear", "hep.version=1", "hep.rows=1" }));
    }
}
