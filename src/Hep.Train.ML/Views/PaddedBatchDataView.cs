using System.Runtime.ExceptionServices;
using Hep.Jagged;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Hep.Train.ML;

/// <summary>
/// Vectorised events as the <see cref="IDataView"/> that any trainer and transformer of ML.NET reads. Nothing is copied but the row that is
/// read: each cursor enumerates the batches anew, and holds one. A trainer that makes many passes causes as many readings: give it batches
/// that are in memory, or <c>mlContext.Data.Cache</c> it.
/// </summary>
public sealed class PaddedBatchDataView : IDataView
{
    /// <summary>The column of numbers: a vector of <see cref="PaddedBatchColumns.Width"/> Singles.</summary>
    public const string Features = "Features";

    /// <summary>The column of labels.</summary>
    public const string Label = "Label";

    /// <summary>The column of weights.</summary>
    public const string Weight = "Weight";

    private readonly IAsyncEnumerable<PaddedBatch> _batches;
    private readonly PaddedBatchColumns _columns;
    private readonly CancellationToken _cancellationToken;
    private ExceptionDispatchInfo? _failure;

    /// <summary>A view of batches.</summary>
    /// <param name="batches">
    /// Enumerated once for each cursor, from its beginning and possibly by several at a time; cursors dispose the batches. Cursors wait for
    /// them on the thread that reads, as ML.NET knows no other way: keep them off a thread that may not be blocked.
    /// </param>
    /// <param name="columns">What is made of them.</param>
    /// <param name="cancellationToken">Ends every reading with <see cref="OperationCanceledException"/>.</param>
    public PaddedBatchDataView(
        IAsyncEnumerable<PaddedBatch> batches, PaddedBatchColumns columns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns.CellCount, nameof(columns));
        if (columns.Task == TrainingTask.MultiClass) ArgumentOutOfRangeException.ThrowIfLessThan(columns.ClassCount, 2, nameof(columns));
        (_batches, _columns, _cancellationToken) = (batches, columns, cancellationToken);
        DataViewSchema.Builder schema = new();
        schema.AddColumn(Features, new VectorDataViewType(NumberDataViewType.Single, columns.Width));
        schema.AddColumn(Label, columns.Task switch
        {
            TrainingTask.Binary => BooleanDataViewType.Instance,
            TrainingTask.MultiClass => new KeyDataViewType(typeof(uint), columns.ClassCount),
            _ => NumberDataViewType.Single,
        });
        schema.AddColumn(Weight, NumberDataViewType.Single);
        Schema = schema.ToSchema();
    }

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <summary>False: entries come in the order of the batches.</summary>
    public bool CanShuffle => false;

    /// <summary>Null: they are not counted before they are read.</summary>
    public long? GetRowCount() => null;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new BatchCursor(
        Schema, _columns, _batches.GetAsyncEnumerator(_cancellationToken), [.. columnsNeeded.Select(c => c.Index)],
        failure => _failure ??= ExceptionDispatchInfo.Capture(failure));

    /// <summary>One cursor, whatever number is asked for: the batches are one stream.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Throws what ended a reading: ML.NET may have hidden it behind something else.</summary>
    internal void ThrowFailure() => _failure?.Throw();
}
