using Hep.Jagged;
using Hep.Onnx;

namespace Hep.Inference.Testing;

/// <summary>Models small enough to work out by hand.</summary>
internal static class Models
{
    /// <summary><c>outputs</c> [n, 1] = x0 + 2·x1 + 3·x2 + 4·x3 + bias, from <c>inputs</c> [n, 4].</summary>
    public static byte[] Linear(float bias)
    {
        OnnxGraph graph = new("linear");
        OnnxValue x = graph.AddInput("inputs", 4);
        graph.AddOutput("outputs", graph.Dense(x, [1, 2, 3, 4], [bias], "sum"));
        return graph.ToModel().ToArray();
    }

    /// <summary>
    /// A model whose rows know of each other: <c>outputs</c> [n, 1] = x / Σ x over the batch. Made with onnx.helper (python3-onnx 1.12,
    /// opset 13): ReduceSum over everything, Div.
    /// </summary>
    public static byte[] Coupled() => Convert.FromBase64String(
        "CAgSADpxChgKBmlucHV0cxIDc3VtIglSZWR1Y2VTdW0KGwoGaW5wdXRzCgNzdW0SB291dHB1dHMiA0RpdhIBZ1oZCgZpbnB1dHMSDwoNCAESCQoDEgFuCgII"
        + "AWIaCgdvdXRwdXRzEg8KDQgBEgkKAxIBbgoCCAFCBAoAEA0=");

    /// <summary><c>out</c> [n] = <c>in</c> [n] of any type. Made with onnx.helper (python3-onnx 1.12, opset 13): Identity.</summary>
    public static byte[] Identity(TensorType type)
    {
        byte[] model = Convert.FromBase64String(
            "CAgSADo/ChMKAmluEgNvdXQiCElkZW50aXR5EgFnWhEKAmluEgsKCQgBEgUKAxIBbmISCgNvdXQSCwoJCAESBQoDEgFuQgQKABAN");
        ReadOnlySpan<byte> single = [0x08, 0x01, 0x12, 0x05];   // elem_type = FLOAT, and the tag and length of the shape behind it
        for (int at = 0; at + single.Length <= model.Length; at++)
            if (model.AsSpan(at).StartsWith(single)) model[at + 1] = (byte)type.OnnxCode;
        return model;
    }

    /// <summary>As <see cref="Identity"/> of FP32; the file leaves the shape of the output, or all of its type, to the runtime.</summary>
    public static byte[] OpenIdentity(bool hasType)
    {
        byte[] model = Identity(TensorType.Float32);
        ReadOnlySpan<byte> output = [0x62, 0x12, 0x0A, 0x03, 0x6F, 0x75, 0x74, 0x12, 0x0B, 0x0A, 0x09, 0x08, 0x01, 0x12];
        // the tag of the type, or of the shape at the end, becomes that of a field 15, which ONNX does not have
        model[model.AsSpan().IndexOf(output) + (hasType ? output.Length - 1 : 7)] = 0x7A;
        return model;
    }

    /// <summary>
    /// A model that would double its input 2⁶⁰ times. Made with onnx.helper (python3-onnx 1.12, opset 13): Loop over Add.
    /// </summary>
    public static byte[] Endless() => Convert.FromBase64String(
        "CAgSADqrAgouEgR0cmlwIghDb25zdGFudCocCgV2YWx1ZSoQEAc6CYCAgICAgICAEEIBdKABBAomEgRjb25kIghDb25zdGFudCoUCgV2YWx1ZSoIEAkqAQFC"
        + "AXGgAQQKlgEKBHRyaXAKBGNvbmQKBmlucHV0cxIHb3V0cHV0cyIETG9vcCpxCgRib2R5MmYKEQoBYxICY28iCElkZW50aXR5Cg8KAXgKAXgSAnhvIgNBZGQS"
        + "AWJaCwoBaRIGCgQIBxIAWgsKAWMSBgoECAkSAFoJCgF4EgQKAggBYgwKAmNvEgYKBAgJEgBiCgoCeG8SBAoCCAGgAQUSAWdaGQoGaW5wdXRzEg8KDQgBEgkK"
        + "AxIBbgoCCAFiGgoHb3V0cHV0cxIPCg0IARIJCgMSAW4KAggBQgQKABAN");

    /// <summary>
    /// As <see cref="Endless"/>, but that many times (below 2²⁸), each of which takes about a microsecond; rows are independent.
    /// </summary>
    public static byte[] Slow(int times)
    {
        byte[] model = Endless();
        ReadOnlySpan<byte> endless = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];   // 2⁶⁰ in seven bits a byte
        int at = model.AsSpan().IndexOf(endless);
        for (int i = 0; i < endless.Length - 1; i++) model[at + i] = (byte)(0x80 | (i < 4 ? (times >> (7 * i)) & 0x7F : 0));
        model[at + endless.Length - 1] = 0;
        return model;
    }

    /// <summary>
    /// A model that doubles its input as often as the largest number of <c>inputs</c> [n, 1] says. Made with onnx.helper (onnx 1.12,
    /// opset 13): ReduceMax, Cast, Loop over Add.
    /// </summary>
    public static byte[] Patient() => Convert.FromBase64String(
        "CAgSADqaAgoqCgZpbnB1dHMSBG1vc3QiCVJlZHVjZU1heCoPCghrZWVwZGltcxgAoAECCh0KBG1vc3QSBHRyaXAiBENhc3QqCQoCdG8YB6ABAgqSAQoEdHJp"
        + "cAoACgZpbnB1dHMSB291dHB1dHMiBExvb3AqcQoEYm9keTJmChEKAWMSAmNvIghJZGVudGl0eQoPCgF4CgF4EgJ4byIDQWRkEgFiWgsKAWkSBgoECAcSAFoL"
        + "CgFjEgYKBAgJEgBaCQoBeBIECgIIAWIMCgJjbxIGCgQICRIAYgoKAnhvEgQKAggBoAEFEgFnWhkKBmlucHV0cxIPCg0IARIJCgMSAW4KAggBYhoKB291dHB1"
        + "dHMSDwoNCAESCQoDEgFuCgIIAUIECgAQDQ==");

    /// <summary>
    /// A model of raw events: cut <c>MET_pt &gt; 10</c>, features MET_pt and three slots of Jet_pt as they are, and
    /// <c>score</c> [n, 1] = MET_pt + ΣJet_pt + 100 · (number of usable cells).
    /// </summary>
    public static async Task<byte[]> EventsAsync(float bias = 0)
    {
        FeaturePipeline pipeline = await PipelineAsync();
        OnnxGraph graph = new("events");
        OnnxValue features = graph.AddInput("features", pipeline.CellCount);
        OnnxValue mask = graph.AddInput("mask", pipeline.CellCount);
        float[] weights = [.. Enumerable.Repeat(1f, pipeline.CellCount), .. Enumerable.Repeat(100f, pipeline.CellCount)];
        graph.AddOutput("score", graph.Dense(graph.Concat(features, mask), weights, [bias], "sum"));
        OnnxModel model = graph.ToModel();
        model.Metadata[OnnxModel.PipelineKey] = pipeline.ToJson();
        model.Metadata[OnnxModel.CardKey] = new ModelCard { Engine = "by hand" }.ToJson();
        return model.ToArray();
    }

    /// <summary>
    /// Three events: the first two pass the cut of <see cref="EventsAsync"/> with scores 34 + 300 and 20 + 100, the third does not.
    /// </summary>
    public static EntryBatch Events() => new(
        [Column.Create<float>("MET_pt", 30, 20, 5), Jets([3, 1], [], [4, 6, 5]), Column.Create<int>("nJet", 2, 0, 3)],
        EntryIdentities.Range(new EntrySource(new Guid("c0ffee00-0000-4000-8000-000000000001"), "Events"), 7, 3));

    private static async Task<FeaturePipeline> PipelineAsync()
    {
        FeatureSpecification specification = FeatureSpecification.FromJson("""
            {
              "where": "MET_pt > 10",
              "features": { "columns": ["MET_pt", "Jet_pt"], "scaling": { "*": "none" }, "collections": { "Jet": { "length": 3 } } }
            }
            """);
        using EntryBatch batch = Events();
        return FeaturePipeline.Create(specification, await FeatureStatistics.CollectAsync(new InMemory(batch), specification));
    }

    private static Column<float> Jets(params float[][] entries)
    {
        using Column<float> plain = Column.CreateJagged("Jet_pt", entries);
        return new Column<float>(plain.Schema with { Counter = "nJet" }, entries.Length, SharedMemory<float>.Copy(plain.Values),
            SharedMemory<int>.Copy(plain.Offsets(0)));
    }

    private sealed class InMemory(EntryBatch batch) : IBatchSource
    {
        public Schema Schema => batch.Schema;

        public long? EntryCount => batch.EntryCount;

        public async IAsyncEnumerable<EntryBatch> ReadAsync(
            int epoch = 0, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return batch.Share();
        }
    }
}
