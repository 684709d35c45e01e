using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hep.Jagged;

namespace Hep.Inference;

/// <summary>One input that a pipeline makes.</summary>
/// <param name="ShapeOf">The axes of one entry as a pipeline makes them; null where it makes no such input.</param>
/// <param name="Create">The tensor of a batch.</param>
internal sealed record EventInput(Func<FeaturePipeline, long[]?> ShapeOf, Func<PaddedBatch, Tensor> Create)
{
    private const string Features = "features", Mask = "mask", Tokens = "tokens_", TokenMask = "mask_", Grid = "grid";

    /// <summary>The input of this name.</summary>
    /// <exception cref="InferenceException">There is none of this name, type and number of axes.</exception>
    public static EventInput Of(TensorSignature input)
    {
        (EventInput? kind, int rank) = input.Name switch
        {
            Features => (OfFeatures, 2),
            Mask => (OfMask, 2),
            _ when input.Name.StartsWith(Tokens, StringComparison.Ordinal) => (OfTokens(input.Name, input.Name[Tokens.Length..]), 3),
            _ when input.Name.StartsWith(TokenMask, StringComparison.Ordinal) =>
                (OfTokenMask(input.Name, input.Name[TokenMask.Length..]), 2),
            _ when input.Name.StartsWith(Grid, StringComparison.Ordinal) => (OfGrid(input.Name), 4),
            _ => (null, 0),
        };
        if (kind is not null && input.Type == TensorType.Float32 && input.Shape.Length == rank && input.Shape[0] < 0) return kind;
        throw new InferenceException(InferenceFailure.InvalidModel,
            $"A pipeline makes the inputs '{Features}' and '{Mask}' (FP32 [-1, cells]), '{Tokens}C' ([-1, slots, columns]) and "
                + $"'{TokenMask}C' ([-1, slots]) of a collection C, and '{Grid}' ([-1, channels, y, x]), the model wants '{input}'.");
    }

    private static EventInput OfFeatures { get; } = new(p => [p.CellCount],
        b => Tensor.Wrap(Features, [b.EntryCount, b.CellCount], b.FeaturesMemory));

    private static EventInput OfMask { get; } = new(p => [p.CellCount], b =>
    {
        SharedMemory<float> values = SharedMemory<float>.Rent(b.Mask.Length);
        TensorPrimitives.ConvertChecked(MemoryMarshal.AsBytes(b.Mask), values.Span);
        return new Tensor<float>(Mask, TensorType.Float32, [b.EntryCount, b.CellCount], values);
    });

    private static EventInput OfTokens(string name, string collection) => new(
        p => LayoutOf(p, collection) is { } layout ? [layout.Slots, layout.TokenColumns.Length] : null,
        b =>
        {
            (int slots, int columns) = b.TokenShape(collection);
            SharedMemory<float> values = SharedMemory<float>.Rent(checked(b.EntryCount * slots * columns));
            b.CopyTokens(collection, values.Span);
            return new Tensor<float>(name, TensorType.Float32, [b.EntryCount, slots, columns], values);
        });

    private static EventInput OfTokenMask(string name, string collection) => new(
        p => LayoutOf(p, collection) is { } layout ? [layout.Slots] : null,
        b =>
        {
            int slots = b.TokenShape(collection).Slots;
            SharedMemory<float> values = SharedMemory<float>.Rent(checked(b.EntryCount * slots));
            b.CopyTokenMask(collection, values.Span);
            return new Tensor<float>(name, TensorType.Float32, [b.EntryCount, slots], values);
        });

    private static EventInput OfGrid(string name) => new(
        p => p.Grid?.Arrays.FirstOrDefault(a => a.Name == name) is { } grid ? [grid.Channels.Length, grid.YCount, grid.XCount] : null,
        b =>
        {
            GridLayout? grid = b.Grids.FirstOrDefault(g => g.Name == name);
            ReadOnlyMemory<float> values = b.GridMemory(name);                 // says which grids there are, where this one is missing
            return Tensor.Wrap(name, [b.EntryCount, grid!.Channels.Length, grid.YCount, grid.XCount], values);
        });

    private static CollectionLayout? LayoutOf(FeaturePipeline pipeline, string collection) =>
        pipeline.Collections.FirstOrDefault(c => c.Name == collection);
}
