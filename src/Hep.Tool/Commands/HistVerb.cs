using System.CommandLine;
using System.Text;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Listings;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep hist FILE… --expr EXPR</c>: a histogram of an expression over the entries of trees.</summary>
internal sealed class HistVerb : Verb
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, FILE:TREE, globs or @list.txt.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> _expression = new("--expr", "-e")
    {
        Description = "What is filled: once an entry, or once an object where it has a value for each.",
        HelpName = "EXPR",
        Required = true,
    };
    private readonly Option<BinRange?> _bins = new("--bins")
    {
        Description = "The number of bins, the low end and the high end (default: the whole range of the data, found by reading twice; "
            + "whole numbers that span less than 50 have a bin each, other values up to 50 bins of a round width).",
        HelpName = "50,0,200",
        CustomParser = Values.Bins,
    };
    private readonly Option<string?> _where = new("--where")
    {
        Description = "A cut: keeps entries, or objects where it has a value for each.",
        HelpName = "CUT",
    };
    private readonly Option<string?> _weight = new("--weight") { Description = "The weight of an entry or object.", HelpName = "EXPR" };
    private readonly Option<string?> _tree = new("--tree") { Description = "The tree, where a file has several.", HelpName = "NAME" };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "A picture (X.svg) or a page (X.html) of it; - is standard output.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _json = Json();
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public HistVerb() : base("hist", "Fill a histogram from an expression over the entries of trees.",
        "hep hist file.root --expr MET_pt", "hep hist 'data*.root' --expr Jet_pt --where 'abs(Jet_eta) < 2.4 && nJet > 1' --bins 50,0,200",
        "hep hist file.root:Events --expr 'max(Jet_pt) / MET_pt' -o ratio.svg")
    {
        Add(_files);
        Add(_expression);
        Add(_bins);
        Add(_where);
        Add(_weight);
        Add(_tree);
        Add(_output);
        Add(_json);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string? output = call.Get(_output);
        CheckOutput(output, call);
        HistogramQuantity quantity = new(call.Get(_expression)!) { Where = call.Get(_where), Weight = call.Get(_weight) };
        IReadOnlyList<RootInput> inputs =
            await RootInput.ExpandAsync(call.Get(_files), call.Session, call.Get(_tree), cancellationToken);
        RootDataset events = await RootInput.OpenDatasetAsync(inputs, null, call, cancellationToken);
        Histogram histogram;
        try
        {
            histogram = await FillAsync(events, quantity, call, cancellationToken);
        }
        catch (Exception failure) when (failure is PipelineException or RootException)
        {
            if (await MissingColumns.ExplainAsync(failure, inputs, ColumnsOf(quantity), cancellationToken) is not { } reason) throw;
            throw new ToolException(reason, failure);
        }
        if (histogram.NaNCount > 0) call.Say($"hep hist: {histogram.NaNCount:N0} NaN were not filled.");

        if (output is not null)
            await OutputFile.WriteAsync(call.Session, output, call.Get(_force),
                Encoding.UTF8.GetBytes(Drawing(histogram, quantity, output)), cancellationToken);
        bool outputIsTaken = output is not null && OutputFile.IsStandardOutputName(output);
        if (call.Get(_json) && !outputIsTaken) call.Session.Output.WriteLine(histogram.ToJson());
        else if (output is null) WriteText(histogram, quantity, events.EntryCount, call);
        else call.Say($"{output}: {histogram.EntryCount:N0} filled");
    }

    private async Task<Histogram> FillAsync(
        RootDataset events, HistogramQuantity quantity, Invocation call, CancellationToken cancellationToken)
    {
        if (call.Get(_bins) is not { } bins)
        {
            using ProgressLine both = call.Progress("range and hist", "entries", 2 * events.EntryCount);
            try
            {
                return await events.FillHistogramAsync(quantity, both, cancellationToken);
            }
            catch (PipelineException failure) when (failure.Expression is null)
            {
                throw new ToolException($"{failure.Message} Choose bins with --bins.", failure);
            }
        }
        Histogram histogram = bins.For(quantity);
        using ProgressLine progress = call.Progress("hist", "entries", events.EntryCount);
        await histogram.FillAsync(events, quantity, progress, cancellationToken);
        return histogram;
    }

    private static void WriteText(Histogram histogram, HistogramQuantity quantity, long? entries, Invocation call)
    {
        call.Print($"{Title(quantity)}: {histogram.EntryCount:N0} filled from {entries:N0} entries");
        TextPlot.WriteBars(call.Session.Output, BinNames.Of(histogram), histogram.Contents);
        call.Print($"underflow {histogram.Underflow:G6}, overflow {histogram.Overflow:G6}");
    }

    private static string Drawing(Histogram histogram, HistogramQuantity quantity, string output) =>
        HtmlPage.IsPage(output) ? HtmlPage.Of(Title(quantity), histogram.ToHtml())
        : histogram.ToSvg(new HistogramDrawing { ErrorBars = quantity.Weight is not null });

    private static string[] ColumnsOf(HistogramQuantity quantity) =>
        [.. new[] { quantity.Value, quantity.Where, quantity.Weight }.OfType<string>().SelectMany(text => Expression.Parse(text).Columns)];

    private static string Title(HistogramQuantity quantity) =>
        quantity.Value + (quantity.Where is { } cut ? $" where {cut}" : "")
        + (quantity.Weight is { } weight ? $" weighted by {weight}" : "");

    private void CheckOutput(string? output, Invocation call)
    {
        if (output is null) return;
        HtmlPage.CheckName(output);
        OutputFile.CheckFree(call.Session, [output], call.Get(_force));
    }
}
