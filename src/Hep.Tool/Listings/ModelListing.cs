using System.Globalization;
using System.Text.Json;
using Hep.Jagged;
using Hep.Onnx;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Listings;

/// <summary>What a model takes and gives, its layers, its pipeline, and its card.</summary>
internal sealed class ModelListing
{
    private const int ImportancesListed = 10;

    private readonly string _path;
    private readonly OnnxModel _model;
    private readonly ModelCard? _card;
    private readonly FeaturePipeline? _pipeline;

    /// <summary>Reads the model's metadata.</summary>
    public ModelListing(string path, OnnxModel model)
    {
        _path = path;
        _model = model;
        _card = model.Card;
        _pipeline = model.Metadata.TryGetValue(OnnxModel.PipelineKey, out string? json) ? FeaturePipeline.FromJson(json) : null;
    }

    /// <summary>Writes tables for people.</summary>
    public void WriteText(Session session)
    {
        TextWriter output = session.Output;
        string by = $"{_model.Producer} {_model.ProducerVersion}".Trim();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_path}: {ByteCount.Format(new FileInfo(_path).Length)}, opset {_model.Opset}, "
                + $"{_model.ParameterCount:N0} parameters{(by.Length > 0 ? $", by {by}" : "")}"));
        TextTable facts = TextTable.OfFacts();
        foreach (OnnxTensorInfo input in _model.Inputs) facts.Add("input", input.ToString());
        foreach (OnnxTensorInfo result in _model.Outputs) facts.Add("output", result.ToString());
        if (_pipeline is not null) AddPipeline(facts, _pipeline);
        if (_card is not null) AddCard(facts, _card);
        facts.Add("digest", _model.Verify() switch
        {
            ModelSeal.Holds => "holds: graph, weights, pipeline and card belong together",
            ModelSeal.Broken => "broken: graph, weights, pipeline or card were changed since",
            _ => "none",
        });
        facts.Write(session, output);
        TextTable layers = new("layer", "operator", "weights", ">parameters");
        foreach (OnnxLayer layer in _model.Layers)
            layers.Add(layer.Name, layer.Operator, string.Join(" ", layer.Weights.Select(w => $"[{string.Join(", ", w)}]")),
                layer.ParameterCount.ToString("N0", CultureInfo.InvariantCulture));
        layers.Write(session, output);
    }

    /// <summary>Writes the members of one JSON object.</summary>
    public void WriteJson(Utf8JsonWriter row)
    {
        row.WriteString("file", _path);
        row.WriteNumber("opset", _model.Opset);
        row.WriteNumber("ir_version", _model.IrVersion);
        row.WriteString("producer", _model.Producer);
        row.WriteNumber("parameters", _model.ParameterCount);
        WriteTensors(row, "inputs", _model.Inputs);
        WriteTensors(row, "outputs", _model.Outputs);
        row.WriteStartArray("layers");
        foreach (OnnxLayer layer in _model.Layers)
        {
            row.WriteStartObject();
            row.WriteString("name", layer.Name);
            row.WriteString("operator", layer.Operator);
            row.WriteStartArray("weights");
            foreach (IReadOnlyList<long> shape in layer.Weights) WriteNumbers(row, shape);
            row.WriteEndArray();
            row.WriteEndObject();
        }
        row.WriteEndArray();
        if (_pipeline is null) row.WriteNull("pipeline");
        else JsonLines.WriteDocument(row, "pipeline", _pipeline.ToJson());
        if (_card is null) row.WriteNull("card");
        else JsonLines.WriteDocument(row, "card", _card.ToJson());
    }

    private static void AddPipeline(TextTable facts, FeaturePipeline pipeline)
    {
        facts.Add("events",
            string.Create(CultureInfo.InvariantCulture, $"{pipeline.InputSchema.Count} raw columns become {pipeline.CellCount} cells"));
        facts.Add("raw columns",
            string.Join("\n", pipeline.InputSchema.Select(c => c.Name).Chunk(6).Select(names => string.Join(", ", names))));
    }

    private static void AddCard(TextTable facts, ModelCard card)
    {
        if (card.Network is { ValueKind: JsonValueKind.Object } network)
            foreach (JsonProperty key in network.EnumerateObject())
                facts.Add(key.NameEquals("kind") ? "network" : $"network {key.Name}",
                    key.Value.ValueKind == JsonValueKind.String ? key.Value.GetString()! : OnOneLine(key.Value));
        foreach (ModelHead head in card.Heads)
            facts.Add("head", string.Join(", ", (string[])[$"{head.Output}: {head.Task}", .. head.Labels]));
        foreach ((string name, double value) in card.Metrics)
            facts.Add($"validation {name}", Figure.Of(value, 5));
        facts.Add("trained", $"{card.Created.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)} by {card.Producer}, "
            + $"{card.Engine}, seed {card.Seed.ToString(CultureInfo.InvariantCulture)}");
        facts.Add("epochs", card.History.Count.ToString(CultureInfo.InvariantCulture));
        facts.Add("entries", string.Create(CultureInfo.InvariantCulture, $"{card.Data.TrainingEntries:N0} for training, "
            + $"{card.Data.ValidationEntries:N0} for validation, {card.Data.DroppedEntries:N0} cut away"));
        if (card.ClassWeights is { } inBins && ClassWeights.FromJson(inBins.GetRawText()) is var weights)
            facts.Add("weights in bins", $"of {string.Join(", ", weights.Axes.Select(a => a.Column))}, for the classes "
                + string.Join(", ", weights.Classes.Select(c => c.Label.ToString(CultureInfo.InvariantCulture))));
        foreach ((string label, double factor) in card.LabelWeights ?? new Dictionary<string, double>())
            facts.Add($"weight of class {label}", factor.ToString("G6", CultureInfo.InvariantCulture));
        if (card.Fold is { } fold)
        {
            string by = fold.By.Count > 0 ? string.Join(", ", fold.By) : "identity";
            facts.Add("fold", string.Create(CultureInfo.InvariantCulture,
                $"{fold.Fold} of {fold.Count}, which it never saw; divided by {by}, seed {fold.Seed}"));
        }
        foreach (FeatureImportance importance in card.Importances.Take(ImportancesListed))
            facts.Add("importance", string.Create(CultureInfo.InvariantCulture,
                $"{importance.Column}: loss grows by {importance.LossIncrease:F5} ± {importance.Deviation:F5}"));
        foreach (DataFile file in card.Data.Files)
            facts.Add("file", string.Create(CultureInfo.InvariantCulture,
                $"{file.Location}:{file.Tree}, {file.Entries:N0} entries, {ByteCount.Format(file.Bytes)}, {file.Id}")
                    + (file.Checksum.Length > 0 ? $"\n{file.Checksum}" : ""));
        if (card.Versions.Count > 0) facts.Add("versions", string.Join(", ", card.Versions.Select(v => $"{v.Key} {v.Value}")));
        if (card.Mask.Length > 0) facts.Add("mask", card.Mask);
    }

    private static string OnOneLine(JsonElement value) => JsonSerializer.Serialize(value);

    private static void WriteTensors(Utf8JsonWriter row, string name, IReadOnlyList<OnnxTensorInfo> tensors)
    {
        row.WriteStartArray(name);
        foreach (OnnxTensorInfo tensor in tensors)
        {
            row.WriteStartObject();
            row.WriteString("name", tensor.Name);
            row.WriteString("type", tensor.ElementType.ToString());
            row.WritePropertyName("shape");
            if (tensor.Shape is null) row.WriteNullValue();
            else WriteNumbers(row, tensor.Shape);
            row.WriteEndObject();
        }
        row.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter row, IReadOnlyList<long> numbers)
    {
        row.WriteStartArray();
        foreach (long number in numbers) row.WriteNumberValue(number);
        row.WriteEndArray();
    }
}
