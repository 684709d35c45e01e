using System.CommandLine;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Skims;
using Hep.Tool.Terminal;

namespace Hep.Tool.Commands;

/// <summary><c>hep skim FILE… -o OUT.root</c>: chosen entries and columns of trees as a new ROOT file.</summary>
internal sealed class SkimVerb : Verb
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "ROOT files, FILE:TREE, globs or @list.txt, read as one chain.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The skim.", HelpName = "OUT.root", Required = true };
    private readonly Option<string?> _columns = ColumnList.Option("default: all readable columns; counters of lists come along");
    private readonly Option<string?> _without = new("--without")
    {
        Description = "Columns to leave out, as --columns takes them.",
        HelpName = "GLOB,…",
    };
    private readonly Option<string?> _where = new("--where") { Description = "A cut: keeps the entries that pass.", HelpName = "CUT" };
    private readonly Option<string[]> _definitions = ColumnFormula.Option();
    private readonly Option<EntryRange?> _entries = EntryRange.Option("over all files, before --where; default: all");
    private readonly Option<RootCompression?> _compression = CompressionOption.Create();
    private readonly Option<TreeFormat?> _format = TreeFormatOption.Create();
    private readonly Option<string?> _tree = new("--tree") { Description = "The tree, where a file has several.", HelpName = "NAME" };
    private readonly Option<bool> _force = Force();

    /// <summary>The verb.</summary>
    public SkimVerb() : base("skim", "Write chosen entries and columns of trees as a new ROOT file.",
        "hep skim file.root -o skim.root --where 'nJet >= 2 && MET_pt > 60'",
        "hep skim 'data*.root' -o skim.root --columns 'MET_*,Jet_*' --define 'Jet_frac=Jet_pt / sum(Jet_pt)' --compression lz4:4",
        "hep skim file.root:Events -o first.root --entries :1000 --format rntuple")
    {
        Add(_files);
        Add(_output);
        Add(_columns);
        Add(_without);
        Add(_where);
        Add(_definitions);
        Add(_entries);
        Add(_compression);
        Add(_format);
        Add(_tree);
        Add(_force);
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RootOutput.CheckFree(call.Session, call.Get(_output)!, call.Get(_force));
        IReadOnlyList<string>? columns = ColumnList.Parse(call.Get(_columns));
        IReadOnlyList<string> without = ColumnList.Parse(call.Get(_without), "--without") ?? [];
        Expression? where = call.Get(_where) is { } cut ? Expression.Parse(cut) : null;
        IReadOnlyList<ColumnFormula> definitions = ColumnFormula.Parse(call.Get(_definitions) ?? []);
        IReadOnlyList<RootInput> inputs =
            await RootInput.ExpandAsync(call.Get(_files), call.Session, call.Get(_tree), cancellationToken);
        string[] named = [.. columns ?? [], .. where?.Columns ?? [], .. definitions.SelectMany(d => d.Formula.Columns)];
        Schema? stored = null;
        try
        {
            // What is defined is not there for the reader, which could spare columns of entries that fail.
            bool isForReader = where?.Columns.Any(c => definitions.Any(d => d.Name == c)) == false;
            await using SkimChain chain =
                await SkimChain.OpenAsync(inputs, call.Get(_entries), isForReader ? where : null, call, cancellationToken);
            stored = chain.Entries.Schema;
            TreeWriteOptions options = new()
            {
                Format = call.Get(_format) ?? chain.Tree.Format,
                Title = chain.Tree.Title,
                Lists = ListStorage.AsRead,
                Threads = call.Threads,
            };
            IBatchSource entries = definitions.Aggregate((IBatchSource)chain.Entries, (before, next) => next.AddTo(before));
            if (isForReader) where!.BindEntryCut(entries.Schema);       // told before anything is written
            else if (where is not null) entries = entries.Filter(where);
            if (columns is null) TellUnreadable(chain.Tree, call);
            SkimRequest request = new(columns) { Without = without };
            IReadOnlyDictionary<string, string> undecodable = await chain.FindUndecodableAsync(
                SkimColumns.Dispensable(entries.Schema, request, named), cancellationToken);
            request = request with { CanBeCopied = c => CanBeCopied(c, chain.Tree, undecodable, options, call) };
            SkimColumns chosen = SkimColumns.Choose(entries.Schema, request, definitions);
            options = options with { Schema = chosen.Written };
            await WriteAsync(chain, entries.WithColumns(chosen.Read), chosen, options, call, cancellationToken);
        }
        catch (Exception failure) when (failure is PipelineException or RootException)
        {
            if (await MissingColumns.ExplainAsync(failure, inputs, named, cancellationToken) is { } reason)
                throw new ToolException(reason, failure);
            // What is named is needed, and cannot be left out.
            if (SkimChain.Unread(failure, stored) is not { } unread || named.Contains(unread.Trim('*'))) throw;
            string left = unread[0] == '*' ? "leaves out all columns so called" : "leaves it out";
            throw new ToolException($"{failure.Message} --without '{unread}' {left}.", failure);
        }
    }

    private async Task WriteAsync(SkimChain chain, IBatchSource entries, SkimColumns columns, TreeWriteOptions options, Invocation call,
        CancellationToken cancellationToken)
    {
        string name = call.Get(_output)!;
        RootWriteOptions file = new() { Compression = call.Get(_compression) ?? CompressionOption.Default };
        await using RootOutput output = await RootOutput.CreateAsync(call.Session, name, call.Get(_force), file, cancellationToken);
        await using RootTreeWriter tree = await CreateTreeAsync(output.File, chain.Tree.Path, options, cancellationToken);
        using (ProgressLine progress = call.Progress("skim", "entries", chain.EntryCount))
            await foreach (EntryBatch batch in entries.ReadAsync(0, cancellationToken).WithCancellation(cancellationToken))
                using (batch)
                using (EntryBatch written = columns.Narrow(batch))
                {
                    await tree.WriteAsync(written, cancellationToken);
                    progress.Report(chain.EntriesUpTo(batch));
                }
        await tree.CompleteAsync(cancellationToken);
        await output.CompleteAsync(cancellationToken);
        call.Print($"{name}: {chain.EntryCount:N0} entries in, {tree.EntryCount:N0} out, {columns.Written.Count:N0} columns");
    }

    private static async Task<RootTreeWriter> CreateTreeAsync(
        RootFileWriter file, string path, TreeWriteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await file.CreateTreeAsync(path, options, cancellationToken);
        }
        catch (RootException failure)
        {
            throw new ToolException($"{failure.Message} Leave such columns out (--columns), or write them under other names "
                + "(--define 'NAME=`column`').", failure);
        }
    }

    // Columns of which not even the bytes can be told apart.
    private static void TellUnreadable(RootTree tree, Invocation call)
    {
        foreach (RootColumn column in tree.Columns.Where(c => c is { WhyUnreadable: not null, Schema: null }))
            Tell(column.Name, $"it cannot be read: {column.WhyUnreadable}", call);
    }

    private static bool CanBeCopied(ColumnSchema column, RootTree tree, IReadOnlyDictionary<string, string> undecodable,
        TreeWriteOptions options, Invocation call)
    {
        string? unread = tree.Columns.FirstOrDefault(c => c.Name == column.Name)?.WhyUnreadable
            ?? undecodable.GetValueOrDefault(column.Name);
        string? why = unread is not null
            ? $"it cannot be read: {unread}"
            : options.WhyUnwritable(column);
        if (why is not null) Tell(column.Name, why, call);
        return why is null;
    }

    private static void Tell(string column, string why, Invocation call) => call.Say($"hep skim: '{column}' is left out: {why}");
}
