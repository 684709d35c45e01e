using System.Numerics.Tensors;
using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>
/// The objects of one collection C without padding: <c>objects_C</c> [objects, columns], <c>offsets_C</c> [n + 1], and what the numbers
/// are, <c>columns_C</c>.
/// </summary>
internal sealed class ObjectArrays
{
    private readonly string _collection;
    private readonly NpzArray<float> _objects;
    private readonly NpzArray<long> _offsets;
    private long _count;

    /// <summary>Empty arrays of an archive.</summary>
    /// <param name="writer">The archive.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="namesColumns">Whether nobody else names its columns there.</param>
    public ObjectArrays(NpzWriter writer, CollectionLayout collection, bool namesColumns)
    {
        _collection = collection.Name;
        _objects = writer.Begin<float>($"objects_{_collection}", collection.TokenColumns.Length);
        _offsets = writer.Begin<long>($"offsets_{_collection}");
        _offsets.Append([0]);
        if (namesColumns) writer.Add($"columns_{_collection}", collection.TokenColumns);
    }

    /// <summary>Adds the objects of a batch's entries.</summary>
    public void Append(PaddedBatch batch)
    {
        using ObjectBatch objects = batch.Objects(_collection);
        _objects.Append(objects.Values);
        long[] offsets = new long[objects.EntryCount];
        TensorPrimitives.ConvertChecked(objects.Offsets[1..], offsets);
        TensorPrimitives.Add(offsets, _count, offsets);
        _offsets.Append(offsets);
        _count += objects.ObjectCount;
    }
}
