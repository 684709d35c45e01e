using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Configuration;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep fit CONFIG -o STATS.json</c>: pass 1.</summary>
internal sealed class FitVerb : Verb
{
    private readonly Argument<string> _configuration = new("config") { Description = "The configuration, JSON or YAML." };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Where the statistics go; - is standard output.",
        HelpName = "STATS.json",
    };
    private readonly Option<double?> _sample = new("--sample")
    {
        Description = "Look at a part of the data alone: the chance of a cluster of entries to be read, such as 0.1.",
        HelpName = "FRACTION",
        CustomParser = ParseFraction,
    };
    private readonly Option<string?> _keep = KeepFolder();
    private readonly Option<bool> _json = Json();
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public FitVerb() : base("fit", "Take the statistics of the features that a configuration names, and its weights of classes.",
        "hep fit config.json -o stats.json", "hep fit config.json -o stats.json --keep kept --force")
    {
        Add(_configuration);
        Add(_output);
        Add(_sample);
        Add(_keep);
        Add(_json);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string? name = call.Get(_output);
        if (name is not null) OutputFile.CheckFree(call.Session, [name], call.Get(_force));
        ConfigurationFile configuration = await ConfigurationFile.ReadAsync(call.FullPath(call.Get(_configuration)), cancellationToken);
        ConfiguredData data = await ConfiguredData.OpenAsync(configuration, call, call.Get(_keep), cancellationToken);
        if (call.Get(_sample) is { } fraction) data = data.Sampled(fraction);
        (FeatureStatistics statistics, KeptStatistics? kept) = await data.CollectAsync(call, cancellationToken);
        data.TellSkipped(call);
        ConfiguredData.TellKept(call, kept);
        foreach (string warning in statistics.Warnings.Concat(statistics.ClassWeights?.Warnings ?? [])) call.Say($"hep fit: {warning}");

        byte[] document = Encoding.UTF8.GetBytes(statistics.ToJson() + "\n");
        if (name is not null) await OutputFile.WriteAsync(call.Session, name, call.Get(_force), document, cancellationToken);
        bool outputIsTaken = name is not null && OutputFile.IsStandardOutputName(name);
        if (call.Get(_json) && !outputIsTaken)
        {
            if (kept is not null) document = WithKept(document, kept);
            await OutputFile.WriteAsync(call.Session, "-", force: false, document, cancellationToken);
        }
        else if (!call.Get(_json)) WriteTable(statistics, call.Session, outputIsTaken ? call.Session.Error : call.Session.Output);
    }

    private static double? ParseFraction(ArgumentResult argument)
    {
        string text = argument.Tokens.Count > 0 ? argument.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double fraction) && fraction is > 0 and <= 1)
            return fraction;
        argument.AddError($"--sample takes a number above 0 and at most 1, not '{text}'.");
        return null;
    }

    // Only here: what is written to a file must not depend on what was known before.
    private static byte[] WithKept(byte[] document, KeptStatistics kept)
    {
        using JsonDocument statistics = JsonDocument.Parse(document);
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions
            { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in statistics.RootElement.EnumerateObject()) property.WriteTo(json);
            json.WriteStartObject("kept");
            json.WriteNumber("files_known", kept.KnownFileCount);
            json.WriteNumber("files_read", kept.ReadFileCount);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    private static void WriteTable(FeatureStatistics statistics, Session session, TextWriter to)
    {
        TextTable table = new("column", ">count", ">min", ">max", ">mean", ">std", ">NaN");
        foreach (ColumnStatistics column in statistics.Columns)
            table.Add(column.Name, Number(column.Count), Number(column.Minimum), Number(column.Maximum), Number(column.Mean),
                Number(column.StandardDeviation),
                Number(column.NanCount + column.InfinityCount));
        table.Write(session, to);
        if (!statistics.Collections.IsEmpty) WriteLengths(statistics, session, to);
        if (statistics.ClassWeights is { } weights) WriteClasses(weights, session, to);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{statistics.EntriesKept:N0} of {statistics.EntriesSeen:N0} entries pass the cut"));
    }

    private static void WriteLengths(FeatureStatistics statistics, Session session, TextWriter to)
    {
        TextTable table = new("collection", ">lists", ">longest", ">99 % have at most");
        foreach (CollectionStatistics collection in statistics.Collections)
            table.Add(collection.Name, Number(collection.Lengths.ListCount), Number(collection.Lengths.Maximum),
                Number(collection.Lengths.Covering(99)));
        table.Write(session, to);
    }

    private static void WriteClasses(ClassWeights weights, Session session, TextWriter to)
    {
        TextTable table = new("class", ">entries in bins", ">sum of weights", ">least factor", ">largest factor", ">outside");
        foreach (ClassFactors c in weights.Classes)
            table.Add(Number(c.Label), Number(c.Counts.Sum()), Number(c.Sums.Sum()),
                Number(c.Factors.Where(f => f > 0).DefaultIfEmpty(0).Min()), Number(c.Factors.Max()), Number(c.OutsideCount));
        table.Write(session, to);
    }

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
