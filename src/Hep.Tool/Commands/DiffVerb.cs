using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep diff A B</c>: two files held against each other; exit code 1 where they differ.</summary>
internal sealed class DiffVerb : Verb
{
    private const int LongestValue = 200;

    private readonly Argument<string> _first = new("first") { Description = "A ROOT file, or FILE:OBJECT.", HelpName = "A" };
    private readonly Argument<string> _second = new("second") { Description = "Another.", HelpName = "B" };
    private readonly Option<string?> _keys = new("--keys", "-k")
    {
        Description = "Names, globs or /regular expressions/ of objects by their paths, separated by commas (default: all objects).",
        HelpName = "GLOB,…",
    };
    private readonly Option<string?> _columns = ColumnList.Option("default: all columns");
    private readonly Option<double> _relative = new("--rtol")
    {
        Description = "How far floats may lie from those of B, as a part of these (default: 0).", HelpName = "PART",
    };
    private readonly Option<double> _absolute = new("--atol")
    {
        Description = "The same as a distance, which is added.", HelpName = "DISTANCE",
    };
    private readonly Option<bool> _json = Json();

    /// <summary>The verb.</summary>
    public DiffVerb() : base("diff", "Tell in which objects, columns and entries two files differ.",
        "hep diff a.root b.root",
        "hep diff ttree.root:Events rntuple.root:Events --columns 'Jet_*'",
        "hep diff a.root b.root --rtol 1e-6",
        "hep diff a.root b.root --keys 'plots/*' --json")
    {
        Add(_first);
        Add(_second);
        Add(_keys);
        Add(_columns);
        Add(_relative);
        Add(_absolute);
        Add(_json);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        (string first, string second) = (call.Get(_first), call.Get(_second));
        RootInput a = await RootInput.ExpandOneAsync(first, call.Session, "hep diff", cancellationToken);
        RootInput b = await RootInput.ExpandOneAsync(second, call.Session, "hep diff", cancellationToken);
        ComparisonOptions options = new()
        {
            Objects = ColumnList.Parse(call.Get(_keys), "--keys"),
            Columns = ColumnList.Parse(call.Get(_columns)),
            RelativeTolerance = Tolerance(call, _relative),
            AbsoluteTolerance = Tolerance(call, _absolute),
            Threads = call.Threads,
            MemoryBudget = call.Memory,
            Opening = call.Session.Opening,
        };
        RootComparison comparison = new(a.Location, b.Location, options);
        using JsonLines lines = new(call.Session);
        long differences = 0;
        using (ProgressLine progress = call.Progress("diff", "entries", null))
            await foreach (RootDifference difference in comparison.CompareAsync(progress, cancellationToken))
            {
                differences++;
                if (call.Get(_json)) await lines.WriteAsync(json => Write(json, difference), cancellationToken);
                else call.Print($"{Place(difference)}: {Describe(difference, first, second)}");
            }
        if (options.Objects is not null && comparison.ObjectCount == 0)
            throw new ToolException($"No object of '{first}' or '{second}' fits --keys {call.Get(_keys)}.");
        if (options.Columns is not null && comparison.ColumnCount == 0)
            throw new ToolException($"No column of '{first}' or '{second}' fits --columns {call.Get(_columns)}.");
        if (differences > 0)
            throw new ToolException($"'{first}' and '{second}' differ: {Figure.Count(differences, "difference")}.");
        if (!call.Get(_json))
            call.Print($"the same: {Figure.Count(comparison.ObjectCount, "object")}, {Figure.Count(comparison.ColumnCount, "column")}");
    }

    private static double Tolerance(Invocation call, Option<double> option) =>
        call.Get(option) is >= 0 and < double.PositiveInfinity and var tolerance ? tolerance
            : throw new ToolException($"{option.Name} is a number from 0 on.");

    private static string Place(RootDifference difference)
    {
        string entry = difference.Entry is { } number ? string.Create(CultureInfo.InvariantCulture, $" entry {number}") : "";
        string inside = difference.Place.Length == 0 ? "" : difference.Place[0] == '[' ? difference.Place : $" {difference.Place}";
        return $"{difference.Path}{(difference.Column is { } column ? $" {column}" : "")}{entry}{inside}";
    }

    private static string Describe(RootDifference difference, string first, string second)
    {
        (string a, string b) = (TableLayout.Cut(difference.First, LongestValue), TableLayout.Cut(difference.Second, LongestValue));
        return difference.Kind switch
        {
            DifferenceKind.OnlyInFirst => $"only in {first} ({a})",
            DifferenceKind.OnlyInSecond => $"only in {second} ({b})",
            DifferenceKind.EntryCount => $"{a} | {b} entries",
            DifferenceKind.NotCompared => $"cannot be read: {(a.Length > 0 ? a : b)}",
            _ => $"{a} | {b}",
        };
    }

    private static void Write(Utf8JsonWriter json, RootDifference difference)
    {
        json.WriteString("object", difference.Path);
        json.WriteString("column", difference.Column);
        json.WriteString("kind", Word(difference.Kind));
        if (difference.Entry is { } entry) json.WriteNumber("entry", entry);
        else json.WriteNull("entry");
        json.WriteString("place", difference.Place);
        json.WriteString("first", difference.First);
        json.WriteString("second", difference.Second);
    }

    private static string Word(DifferenceKind kind) => kind switch
    {
        DifferenceKind.OnlyInFirst => "only_in_first",
        DifferenceKind.OnlyInSecond => "only_in_second",
        DifferenceKind.Class => "class",
        DifferenceKind.Type => "type",
        DifferenceKind.EntryCount => "entries",
        DifferenceKind.Value => "value",
        _ => "not_compared",
    };
}
