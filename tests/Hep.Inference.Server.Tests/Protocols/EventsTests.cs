using System.Net;
using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Protocols;

public sealed class EventsTests
{
    private const string Path = "/v2/models/events/events";

    private Service _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _service = await Service.StartAsync();
        await _service.UploadAsync("events", await Models.EventsAsync());
        await _service.UploadAsync("linear", Models.Linear(0));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Events_get_a_prediction_each_and_those_that_fail_the_cut_none()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Path, """
            {"id":"a","events":[{"MET_pt":30,"Jet_pt":[3,1]},{"Jet_pt":[],"MET_pt":20},{"MET_pt":5,"Jet_pt":[4,6,5]}]}
            """);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Is.EqualTo(
            """{"model_name":"events","model_version":"1","id":"a","outputs":["""
            + """{"name":"score","datatype":"FP32","shape":[3,1],"data":[334,120,null]},"""
            + """{"name":"selected","datatype":"BOOL","shape":[3],"data":[true,true,false]}]}"""));
    }

    [Test]
    public async Task Events_may_come_as_tensors_a_column_each_with_offsets_for_lists()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Path, """
            {"inputs":[{"name":"Jet_pt","datatype":"FP32","shape":[5],"data":[3,1,4,6,5]},
                       {"name":"Jet_pt.offsets","datatype":"INT32","shape":[4],"data":[0,2,2,5]},
                       {"name":"MET_pt","datatype":"FP32","shape":[3],"data":[30,20,5]}]}
            """);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.Contain("\"data\":[334,120,null]").And.Contain("\"data\":[true,true,false]"));
    }

    [TestCase("[0,2,2,4]", "[30,20,5]", "5 were given")]
    [TestCase("[0,3,2,5]", "[30,20,5]", "do not ascend")]
    [TestCase("[1,2,2,5]", "[30,20,5]", "from 1")]
    [TestCase("[0,2,5]", "[30,20,5]", "2 events")]
    public async Task Tensors_of_events_that_do_not_fit_each_other_are_refused(string offsets, string met, string reason)
    {
        int count = offsets.Split(',').Length;
        (HttpStatusCode status, string body) = await _service.PostAsync(Path, $$"""
            {"inputs":[{"name":"MET_pt","datatype":"FP32","shape":[3],"data":{{met}}},
                       {"name":"Jet_pt","datatype":"FP32","shape":[5],"data":[3,1,4,6,5]},
                       {"name":"Jet_pt.offsets","datatype":"INT32","shape":[{{count}}],"data":{{offsets}}}]}
            """);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), body);
        Assert.That(body, Does.Contain(reason));
    }

    [Test]
    public async Task A_NaN_is_written_as_text_where_the_request_asks_for_it()
    {
        (_, string body) = await _service.PostAsync(Path, """{"parameters":{"nan":"string"},"events":[{"MET_pt":5,"Jet_pt":[]}]}""");

        Assert.That(body, Does.Contain("\"data\":[\"NaN\"]"));
    }

    [Test]
    public async Task NaN_and_infinity_are_taken_as_text_or_null()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Path, """
            {"events":[{"MET_pt":30,"Jet_pt":["NaN",1]},{"MET_pt":30,"Jet_pt":[null,1]},{"MET_pt":30,"Jet_pt":["-Infinity",1]}]}
            """);

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.Contain("\"data\":[231,231,231]"));
    }

    [Test]
    public async Task Lines_in_are_lines_out()
    {
        const string Lines = "{\"MET_pt\":30,\"Jet_pt\":[3,1]}\n\r\n{\"MET_pt\":5,\"Jet_pt\":[]}";

        (HttpStatusCode status, string body) = await _service.PostAsync(Path, Lines, "application/x-ndjson; charset=utf-8");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Is.EqualTo("{\"selected\":true,\"score\":334}\n{\"selected\":false,\"score\":null}\n"));
    }

    [Test]
    public async Task No_events_are_no_predictions()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Path, """{"events":[]}""");

        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        Assert.That(body, Does.Contain("\"shape\":[0,1],\"data\":[]"));
    }

    [TestCase("""{"events":[{"MET_pt":30,"Jet_pt":[3]},{"MET_pt":30}]}""", "Event 1 lacks Jet_pt")]
    [TestCase("""{"events":[{"MET_pt":30,"Jet_pT":[3]}]}""", "names 'Jet_pT', which the model does not read. Nearest: Jet_pt.")]
    [TestCase("""{"events":[{"MET_pt":30,"Jet_pt":[3],"run":1}]}""", "names 'run'")]
    [TestCase("""{"events":[{"MET_pt":30,"MET_pt":30,"Jet_pt":[3]}]}""", "names 'MET_pt' twice")]
    [TestCase("""{"events":[{"MET_pt":"30","Jet_pt":[3]}]}""", "a value of float32 was expected")]
    [TestCase("""{"events":[{"MET_pt":30,"Jet_pt":3}]}""", "an array was expected")]
    [TestCase("""{"events":[{"MET_pt":30,"Jet_pt":[[3]]}]}""", "a value of float32 was expected")]
    [TestCase("""{"events":[{"MET_pt":1e99,"Jet_pt":[3]}]}""", "a value of float32 was expected")]
    [TestCase("""{"events":[3]}""", "is no object")]
    [TestCase("""{"events":{}}""", "'events' must be an array")]
    [TestCase("""{"id":"a"}""", "no 'events'")]
    [TestCase("""{"events":[{"MET_pt":30,"Jet_pt":[3]}],"outputs":[{"name":"scor"}]}""", "no output 'scor'. Nearest: score.")]
    [TestCase("""{"events":[{"MET_pt":30,"Jet_pt":[3]}""", "not the JSON")]
    [TestCase("""{"events":[{"\ud800":30}]}""", "not the JSON")]
    public async Task Events_that_do_not_fit_are_refused_with_the_reason(string request, string reason)
    {
        (HttpStatusCode status, string body) = await _service.PostAsync(Path, request);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), body);
        Assert.That(System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error").GetString(), Does.Contain(reason));
    }

    [Test]
    public async Task A_model_without_a_pipeline_takes_no_events()
    {
        (HttpStatusCode status, string body) = await _service.PostAsync("/v2/models/linear/events", """{"events":[]}""");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(body, Does.Contain("no pipeline"));
    }

    [Test]
    public async Task Metadata_tell_the_columns_of_an_event()
    {
        string body = await _service.Http.GetStringAsync(new Uri("/v2/models/events", UriKind.Relative));

        Assert.That(body, Does.Contain("\"events\":{\"columns\":["
            + """{"name":"MET_pt","type":"float32","shape":[]},{"name":"Jet_pt","type":"float32","shape":[-1],"counter":"nJet"}]}"""));
    }
}
