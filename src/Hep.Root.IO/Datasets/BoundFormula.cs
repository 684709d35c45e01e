using Hep.Jagged;

namespace Hep.Root.IO.Datasets;

/// <summary>A formula ready for batches of one schema.</summary>
/// <param name="Constant">The number of every entry, where there is no expression.</param>
/// <param name="Expression">What gives the number.</param>
internal sealed record BoundFormula(float Constant, BoundExpression? Expression)
{
    /// <summary>Writes the number of each entry to every <paramref name="stride"/>-th place from <paramref name="start"/>.</summary>
    public void Fill(EntryBatch batch, Span<float> numbers, int start, int stride)
    {
        if (Expression is null)
        {
            for (int i = start; i < numbers.Length; i += stride) numbers[i] = Constant;
            return;
        }
        using EntryBatch result = new([Expression.Evaluate(batch, "value")], batch.Identities.Share());
        ReadOnlySpan<float> values = result.GetAs<float>("value").Values;
        for (int i = 0; i < values.Length; i++) numbers[start + i * stride] = values[i];
    }
}
