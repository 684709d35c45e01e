namespace Hep.Jagged;

/// <summary>A batch with the place in its epoch at which the stream goes on.</summary>
/// <param name="Batch">The batch; who receives it disposes it.</param>
/// <param name="Behind">The place behind it.</param>
public readonly record struct PlacedBatch<T>(T Batch, BatchPosition Behind) where T : class, IDisposable;
