using System.Text.Json;
using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees;

/// <summary>The sample's first entries as padded vectors, against those that MLaaS4HEP's rule makes of them with another reader.</summary>
[Category("Corpus")]
public sealed class ReferenceVectorTests
{
    private const int Entries = 200;

    /// <summary>Absolute, for scaled values: the reference rounds once from float64.</summary>
    private const float MinMaxTolerance = 1e-6f, StandardTolerance = 1e-5f;

    [Test]
    public async Task Min_max_scaled_vectors_equal_the_reference_where_nan_is_left_out_of_the_limits()
    {
        using NpzReader reference = NpzReader.Open(TestData.Reference("demo", "reference.npz"));
        using PaddedBatch padded = await VectorizeAsync("minmax", "keep", "\"nan\"");

        Compare(padded, await reference.ReadAsync("minmax_nan_aware"), MinMaxTolerance);
        NpyArray mask = await reference.ReadAsync("mask_nan_aware");
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(mask.Values<byte>().ToArray().Select(isNan => isNan == 0)));
    }

    [Test]
    public async Task Standard_scaled_vectors_equal_the_reference()
    {
        using NpzReader reference = NpzReader.Open(TestData.Reference("demo", "reference.npz"));
        using PaddedBatch padded = await VectorizeAsync("standard", "zero", "0");

        Compare(padded, await reference.ReadAsync("standard"), StandardTolerance);
        NpyArray mask = await reference.ReadAsync("mask_standard");
        Assert.That(padded.Mask.ToArray(), Is.EqualTo(mask.Values<byte>().ToArray().Select(isValue => isValue == 1)));
    }

    private static void Compare(PaddedBatch padded, NpyArray expected, float tolerance)
    {
        Assert.That(expected.Shape, Is.EqualTo(new[] { padded.EntryCount, padded.CellCount }));
        ReadOnlySpan<float> values = expected.Values<float>();
        for (int i = 0; i < values.Length; i++)
            Assert.That(padded.Features[i], Is.EqualTo(values[i]).Within(tolerance),
                $"entry {i / padded.CellCount}, {padded.Cells[i % padded.CellCount]}");
    }

    private static async Task<PaddedBatch> VectorizeAsync(string scaling, string constant, string padding)
    {
        await using RootFile file = await RootFile.OpenAsync(TestData.Sample("signal.root"));
        RootTree tree = await file.OpenTreeAsync("Events");
        string json = JsonSerializer.Serialize(await ReferenceColumnsAsync());
        FeatureSpecification specification = FeatureSpecification.FromJson(
            $$"""{"features": {"columns": {{json}}, "scaling": """
                + $$"""{"*": "{{scaling}}"}, "constant": "{{constant}}", "padding": {{padding}} } }""");
        List<EntryBatch> batches = [];
        await foreach (EntryBatch batch in tree.ReadBatchesAsync(options: new ReadOptions { EndEntry = Entries, BatchSize = 64 }))
            batches.Add(batch);
        using BatchSource source = BatchSource.From(batches);
        FeaturePipeline pipeline = FeaturePipeline.Create(specification, await FeatureStatistics.CollectAsync(source, specification));
        using EntryBatch whole = EntryBatch.Concat(batches);
        return FeaturePipeline.FromJson(pipeline.ToJson()).Apply(whole);
    }

    /// <summary>The reference's branches in its order: flat ones, then jagged ones.</summary>
    private static async Task<string[]> ReferenceColumnsAsync()
    {
        await using FileStream stream = File.OpenRead(TestData.Reference("demo", "reference.json"));
        using JsonDocument document = await JsonDocument.ParseAsync(stream);
        JsonElement specs = document.RootElement.GetProperty("specs_original");
        return [.. specs.GetProperty("fkeys").EnumerateArray().Concat(specs.GetProperty("jkeys").EnumerateArray())
            .Select(k => k.GetString()!)];
    }
}
