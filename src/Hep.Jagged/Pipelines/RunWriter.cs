namespace Hep.Jagged;

/// <summary>Writes a run of values into its cells.</summary>
/// <param name="nan">What stands for a NaN.</param>
internal abstract class RunWriter(NanCell nan)
{
    /// <summary>Cells of one value.</summary>
    public abstract int CellsPerValue { get; }

    protected NanCell Nan => nan;

    /// <summary>Writes values of which none is NaN.</summary>
    public abstract void WriteFinite(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask);

    /// <summary>Writes values of which some are NaN.</summary>
    /// <returns>False where that is refused.</returns>
    public abstract bool WriteAny(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask);
}

/// <summary>What a NaN becomes.</summary>
/// <param name="Value">The content of its cell.</param>
/// <param name="Mask">Whether the cell counts as usable.</param>
/// <param name="IsRefused">Whether it is a failure.</param>
internal readonly record struct NanCell(float Value, bool Mask, bool IsRefused)
{
    public static NanCell Of(NanPolicy policy, float padding) => policy.Handling switch
    {
        NanHandling.Keep => new NanCell(float.NaN, true, false),
        NanHandling.Replace => new NanCell(policy.Number, true, false),
        NanHandling.Error => new NanCell(padding, false, true),
        _ => new NanCell(padding, false, false),
    };
}

/// <summary>A value in a cell.</summary>
internal sealed class ValueWriter(NanCell nan) : RunWriter(nan)
{
    public override int CellsPerValue => 1;

    public override void WriteFinite(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        values.CopyTo(cells);
        mask.Fill(true);
    }

    public override bool WriteAny(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        WriteFinite(values, cells, mask);
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            if (Nan.IsRefused) return false;
            (cells[i], mask[i]) = (Nan.Value, Nan.Mask);
        }
        return true;
    }
}

/// <summary>A cell for each category; the values are indices of categories.</summary>
internal sealed class OneHotWriter(int categories, NanCell nan) : RunWriter(nan)
{
    public override int CellsPerValue => categories;

    public override void WriteFinite(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        cells.Clear();
        mask.Fill(true);
        for (int i = 0; i < values.Length; i++)
            if (values[i] >= 0) cells[i * categories + (int)values[i]] = 1;
    }

    public override bool WriteAny(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        WriteFinite(values, cells, mask);   // a NaN is not ≥ 0
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i])) continue;
            if (Nan.IsRefused) return false;
            cells.Slice(i * categories, categories).Fill(Nan.Value);
            mask.Slice(i * categories, categories).Fill(Nan.Mask);
        }
        return true;
    }
}
