using Hep.Jagged;

namespace Hep.Tool.Vectors;

/// <summary>
/// The objects of one collection C: <c>tokens_C</c> [n, slots, columns], <c>mask_C</c> [n, slots], and what the numbers are,
/// <c>columns_C</c>.
/// </summary>
internal sealed class TokenArrays
{
    private readonly CollectionLayout _collection;
    private readonly NpzArray<float> _tokens;
    private readonly NpzArray<bool> _mask;

    /// <summary>Empty arrays of an archive.</summary>
    public TokenArrays(NpzWriter writer, CollectionLayout collection)
    {
        _collection = collection;
        _tokens = writer.Begin<float>($"tokens_{collection.Name}", collection.Slots, collection.TokenColumns.Length);
        _mask = writer.Begin<bool>($"mask_{collection.Name}", collection.Slots);
        writer.Add($"columns_{collection.Name}", collection.TokenColumns);
    }

    /// <summary>Adds the objects of a batch's entries.</summary>
    public void Append(PaddedBatch batch)
    {
        using TokenBatch tokens = batch.Tokens(_collection.Name);
        if (_collection.Slots > 0)
        {
            _tokens.Append(tokens.Values);
            _mask.Append(tokens.Mask);
        }
        else
        {
            _tokens.AppendEmpty(tokens.EntryCount);
            _mask.AppendEmpty(tokens.EntryCount);
        }
    }
}
