using System.Text.Json;
using Hep.Inference.Server.Http;
using Hep.Inference.Server.Repository;
using Hep.Jagged;
using Hep.Onnx;
using Microsoft.AspNetCore.Http;

namespace Hep.Inference.Server.Protocols.Models;

/// <summary>
/// <c>GET /v2/models/{m}[/versions/{v}]/drift</c>: what raw events were like since the service counts them, beside what training met as the
/// model's card tells it. Nothing is loaded for who looks.
/// </summary>
internal sealed class DriftEndpoint(ModelRepository repository, StoredPipelines pipelines)
{
    public async Task DescribeAsync(HttpContext context)
    {
        (ServedVersion version, ObservedFeatures observed, ModelCard card) = await repository.ReadAsync(async models =>
        {
            ServedVersion version = models.Find(context.RouteText("name")).Find(context.RouteText("version"));
            ObservedFeatures observed = await ObservedAsync(version, context.RequestAborted).ConfigureAwait(false);
            return (version, observed, await CardAsync(version, context.RequestAborted).ConfigureAwait(false) ?? new ModelCard());
        }).ConfigureAwait(false);
        await Answer.JsonAsync(context, writer => Write(writer, version, observed, card)).ConfigureAwait(false);
    }

    /// <summary>What was counted since the version was loaded first; before, that there was nothing of what its pipeline takes.</summary>
    private async Task<ObservedFeatures> ObservedAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.Counts.ReadFeatures() is { } counted) return counted;
        string pipeline = await pipelines.ReadAsync(version, cancellationToken).ConfigureAwait(false)
            ?? throw new InferenceException(InferenceFailure.InvalidRequest,
                $"The model '{version.Facts.Name}' carries no pipeline: of tensors it is not known what they mean.");
        return FeaturePipeline.FromJson(pipeline).Observe([]).Read();
    }

    private async Task<ModelCard?> CardAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        if (version.LoadedPredictor is { } loaded) return loaded.Card;
        string? card = await repository.Queries.CardOfAsync(version.Facts, cancellationToken).ConfigureAwait(false);
        return card is null ? null : ModelCard.FromJson(card);
    }

    private static void Write(Utf8JsonWriter writer, ServedVersion version, ObservedFeatures observed, ModelCard card)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, version.Facts.Name);
        writer.WriteNumber("version"u8, version.Facts.Version);
        if (version.Counts.FeaturesSince is { } since) writer.WriteString("counted_since"u8, since);
        writer.WriteNumber("events"u8, observed.Entries);
        writer.WriteNumber("passed"u8, observed.Passed);
        if (PassingOf(card.Data) is { } passing) writer.WriteNumber("passed_in_training"u8, passing);
        writer.WriteStartArray("columns"u8);
        foreach (ObservedColumn column in observed.Columns)
            Write(writer, column, card.Statistics.FirstOrDefault(s => s.Name == column.Name));
        writer.WriteEndArray();
        writer.WriteStartArray("collections"u8);
        foreach (ObservedLists lists in observed.Collections)
            Write(writer, lists, card.Collections.FirstOrDefault(c => c.Name == lists.Name));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ObservedColumn column, ColumnSummary? training)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, column.Name);
        writer.WriteNumber("values"u8, column.Count);
        writer.WriteNumber("not_finite"u8, column.NotFinite);
        writer.WriteNumber("below"u8, column.Below);
        writer.WriteNumber("above"u8, column.Above);
        WriteNumber(writer, "mean", column.Mean);
        WriteNumber(writer, "distance", column.Distance);
        if (training is not null)
        {
            writer.WriteStartObject("training"u8);
            writer.WriteNumber("values"u8, training.Count);
            writer.WriteNumber("not_finite"u8, training.NotFinite);
            WriteNumber(writer, "minimum", training.Minimum);
            WriteNumber(writer, "maximum", training.Maximum);
            WriteNumber(writer, "mean", training.Mean);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ObservedLists lists, CollectionSummary? training)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, lists.Name);
        writer.WriteNumber("lists"u8, lists.Lists);
        writer.WriteNumber("truncated"u8, lists.Truncated);
        WriteNumber(writer, "mean_length", lists.MeanLength);
        if (training is not null)
        {
            writer.WriteStartObject("training"u8);
            writer.WriteNumber("lists"u8, training.Lists);
            WriteNumber(writer, "truncated_fraction", training.Truncated);
            WriteNumber(writer, "mean_length", training.MeanLength);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static double? PassingOf(DataFingerprint data)
    {
        long kept = data.TrainingEntries + data.ValidationEntries, all = kept + data.DroppedEntries;
        return all > 0 ? (double)kept / all : null;
    }

    /// <summary>JSON has no NaN: what cannot be told is null.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }
}
