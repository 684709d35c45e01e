using System.Collections.Immutable;
using Hep.Inference;
using Hep.Jagged;
using Hep.Root.IO;
using Hep.Tool.Terminal;

namespace Hep.Tool.Scores;

/// <summary>Scores as a tree of a ROOT file: a friend of the tree that was scored, or with columns of it.</summary>
internal sealed class RootScores : IScoreWriter
{
    private readonly RootOutput _output;
    private readonly ScoreTree _plan;
    private TreeColumns? _columns;
    private RootTreeWriter? _tree;

    private RootScores(RootOutput output, ScoreTree plan)
    {
        _output = output;
        _plan = plan;
    }

    /// <summary>Begins a file.</summary>
    public static async Task<IScoreWriter> CreateAsync(ScoreTarget target, CancellationToken cancellationToken)
    {
        ScoreTree plan = target.Tree!;
        RootWriteOptions options = new() { Compression = plan.Compression };
        return new RootScores(
            await RootOutput.CreateAsync(target.Session, target.Name, target.Force, options, cancellationToken), plan);
    }

    /// <inheritdoc/>
    public async Task AddAsync(EntryBatch entries, Predictions predictions, CancellationToken cancellationToken)
    {
        RootTreeWriter tree = await BeginAsync([.. predictions.Outputs.Select(o => o.Signature)], cancellationToken);
        using EntryBatch rows = _columns!.Make(entries, predictions);
        await tree.WriteAsync(rows, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        // Of no entries a size that the model leaves open stays open: one number an entry is the least that a column has.
        RootTreeWriter tree = await BeginAsync([.. _plan.Outputs.Select(
            o => o with { Shape = [.. o.Shape.Select((size, axis) => axis > 0 && size < 0 ? 1 : size)] })], cancellationToken);
        await tree.CompleteAsync(cancellationToken);
        await _output.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tree is not null) await _tree.DisposeAsync();
        await _output.DisposeAsync();
    }

    // What a model gives has its sizes at the first entries; some models tell them before.
    private async Task<RootTreeWriter> BeginAsync(ImmutableArray<TensorSignature> outputs, CancellationToken cancellationToken)
    {
        if (_tree is not null) return _tree;
        _columns = new TreeColumns(_plan, outputs);
        TreeWriteOptions options = new()
        {
            Format = _plan.Format,
            Title = _plan.Title,
            Schema = _columns.Schema,
            Lists = ListStorage.AsRead,
            Threads = _plan.Threads,
        };
        try
        {
            return _tree = await _output.File.CreateTreeAsync(_plan.Path, options, cancellationToken);
        }
        catch (RootException failure)
        {
            throw new ToolException($"{failure.Message} Leave columns of the files out (--columns), or write .npz, which takes all "
                + "that a model gives.", failure);
        }
    }
}
