using System.Collections.Immutable;

namespace Hep.Jagged;

/// <summary>Puts together what a padded batch owns.</summary>
internal static class PaddedBatchBuilder
{
    public static PaddedContent Build(FeaturePipeline pipeline, CellAssembler assembler, PreparedEntries prepared, EntryBatch batch,
        FeatureObserver? observer)
    {
        PipelineDefinition definition = pipeline.Definition;
        int rows = prepared.RowCount;
        long cells = (long)rows * pipeline.CellCount;
        if (cells > PipelineLimits.BatchCells)
            throw new PipelineException(
                $"{rows} entries of {pipeline.CellCount} cells are more than one batch can hold: use smaller batches.");
        EntryIdentities identities = prepared.Rows is { } kept ? batch.Identities.Take(kept.Span) : batch.Identities.Share();
        ImmutableArray<Truncation>.Builder truncations = ImmutableArray.CreateBuilder<Truncation>();
        SharedMemory<int>[] lengths = MeasureCollections(definition, prepared, identities, truncations);
        Dictionary<string, SharedMemory<int>> innerLengths = MeasureInnerLists(definition, prepared, truncations);
        SharedMemory<float> features = SharedMemory<float>.Rent((int)cells);
        SharedMemory<bool> mask = SharedMemory<bool>.Rent((int)cells);
        assembler.Assemble(prepared, features, mask, identities, observer);
        (SharedMemory<float> labels, int targets) = Targets.ReadLabels(batch, prepared.Rows);
        return new PaddedContent
        {
            Cells = pipeline.Layout.Names,
            Collections = pipeline.CollectionNames,
            Tokens = pipeline.Layout.Tokens,
            Features = features,
            Mask = mask,
            Lengths = lengths,
            InnerLengths = innerLengths,
            Truncations = truncations.ToImmutable(),
            TargetCount = targets,
            Labels = labels,
            Weights = Targets.ReadWeights(batch, prepared.Rows),
            Selected = SelectedOf(prepared),
            Identities = identities,
            Grids = pipeline.Grids?.MakeDense(prepared, identities) ?? GridContent.None,
        };
    }

    private static SharedMemory<int>[] MeasureCollections(
        PipelineDefinition definition, PreparedEntries prepared, EntryIdentities identities, ImmutableArray<Truncation>.Builder truncations)
    {
        SharedMemory<int>[] lengths = new SharedMemory<int>[definition.Collections.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            string name = definition.Recipe.Collections[i].Name;
            CollectionCells cells = definition.Collections[i];
            (lengths[i], Truncation truncation) = ListLengths.Of(name, prepared.SelectionOf(i).Offsets, cells.Slots);
            if (truncation.Lists > 0 && cells.Overflow == OverflowPolicy.Error)
                throw TooLong(name, lengths[i].Span, cells.Slots, identities);
            truncations.Add(truncation);
        }
        return lengths;
    }

    private static Dictionary<string, SharedMemory<int>> MeasureInnerLists(
        PipelineDefinition definition, PreparedEntries prepared, ImmutableArray<Truncation>.Builder truncations)
    {
        Dictionary<string, SharedMemory<int>> lengths = new(StringComparer.Ordinal);
        for (int i = 0; i < definition.Columns.Length; i++)
        {
            RecipeColumn column = definition.Recipe.Columns[i];
            if (column.Shape.Levels != FeatureLevels.ListsOfLists) continue;
            CollectionCells lists = definition.Collections[column.Collection];
            using SharedMemory<int> inner = prepared.ReadInnerOffsets(i);
            (lengths[column.Name], Truncation truncation) = ListLengths.OfInner(
                column.Name, prepared.SelectionOf(column.Collection).Offsets, inner.Span, lists.Slots, definition.Columns[i].InnerSlots);
            if (truncation.Lists > 0 && lists.Overflow == OverflowPolicy.Error)
                throw new PipelineException($"An inner list of '{column.Name}' is longer than its {definition.Columns[i].InnerSlots} "
                    + "cells, which \"overflow\": \"error\" refuses.");
            truncations.Add(truncation);
        }
        return lengths;
    }

    private static SharedMemory<bool> SelectedOf(PreparedEntries prepared)
    {
        if (prepared.Selected is { } selected) return selected.Share();
        SharedMemory<bool> all = SharedMemory<bool>.Rent(prepared.RowCount);
        all.Span.Fill(true);
        return all;
    }

    private static PipelineException TooLong(string collection, ReadOnlySpan<int> lengths, int slots, EntryIdentities identities)
    {
        int row = 0;
        while (lengths[row] <= slots) row++;
        return new PipelineException(
            $"Collection '{collection}' has {lengths[row]} objects in entry {identities.Entries[row]} of {identities.SourceOf(row)} and "
                + $"cells for {slots}, which \"overflow\": \"error\" refuses.") { Path = $"features.collections.{collection}.overflow" };
    }
}
