using System.Text;
using Hep.Inference.Testing;
using Hep.Jagged;

namespace Hep.Inference.Client.Tests;

public sealed class EventsContentTests
{
    private static readonly Schema Columns = new([
        new ColumnSchema("MET_pt", ElementType.Float32), new ColumnSchema("Jet_pt", ElementType.Float32, Dimension.Variable)]);

    [Test]
    public async Task Events_of_the_models_own_types_travel_as_the_bytes_of_their_columns()
    {
        using EntryBatch events = Models.Events();

        using EventsContent content = EventsContent.Of(events, Columns, start: 0, bytes: 1000, isBinary: true);

        byte[] body = await content.Content.ReadAsByteArrayAsync();
        int json = int.Parse(content.Content.Headers.GetValues("Inference-Header-Content-Length").Single());
        Assert.That(content.EntryCount, Is.EqualTo(3));
        Assert.That(Encoding.UTF8.GetString(body, 0, json), Is.EqualTo("""
            {"inputs":[{"name":"MET_pt","shape":[3],"datatype":"FP32","parameters":{"binary_data_size":12}},
            {"name":"Jet_pt","shape":[5],"datatype":"FP32","parameters":{"binary_data_size":20}},
            {"name":"Jet_pt.offsets","shape":[4],"datatype":"INT32","parameters":{"binary_data_size":16}}],
            "parameters":{"binary_data_output":true}}
            """.ReplaceLineEndings("")));
        Assert.That(body.Length - json, Is.EqualTo(12 + 20 + 16));
    }

    [Test]
    public void Requests_are_filled_as_far_as_they_go_and_offsets_begin_anew()
    {
        using EntryBatch events = Models.Events();   // 4 + 8, 4, 4 + 12 bytes, and 4 an offset

        Assert.That(Enumerable.Range(0, 3).Select(start => EventTensors.CountWithin(events, Columns, start, bytes: 36)),
            Is.EqualTo(new[] { 2, 2, 1 }));
        Assert.That(EventTensors.CountWithin(events, Columns, start: 0, bytes: 1), Is.EqualTo(1), "one event goes, whatever its size");
        using EntryBatch last = events.Slice(2, 1);
        List<Tensor> tensors = EventTensors.Of(last, Columns);
        Assert.That(tensors[1].Get<float>().ToArray(), Is.EqualTo(new[] { 4f, 6, 5 }));
        Assert.That(tensors[2].Get<int>().ToArray(), Is.EqualTo(new[] { 0, 3 }));
    }

    [Test]
    public async Task Columns_of_other_types_travel_as_JSON()
    {
        using EntryBatch events = new([Column.Create<double>("MET_pt", 30), Column.CreateJagged<float>("Jet_pt", [3, 1])],
            EntryIdentities.Range(EntrySource.None, 0, 1));

        using EventsContent content = EventsContent.Of(events, Columns, start: 0, bytes: 1000, isBinary: true);

        Assert.That(await content.Content.ReadAsStringAsync(), Is.EqualTo("""{"events":[{"MET_pt":30,"Jet_pt":[3,1]}]}"""));
    }

    [Test]
    public void One_event_goes_as_JSON_whatever_its_size()
    {
        using EntryBatch events = Models.Events();

        using EventsContent content = EventsContent.Of(events, Columns, start: 1, bytes: 1, isBinary: false);

        Assert.That(content.EntryCount, Is.EqualTo(1));
        Assert.That(() => new InferenceClientOptions { RequestBytes = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
