namespace Hep.Jagged;

/// <summary>
/// Writes a run of values into its cells. A struct, so that the loops over rows have it inlined: runs are short, a call each would cost
/// more than the copy.
/// </summary>
internal interface IRunWriter
{
    /// <summary>Cells of one value.</summary>
    int CellsPerValue { get; }

    /// <summary>Writes values of which none is NaN.</summary>
    void WriteFinite(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask);

    /// <summary>Writes values of which some are NaN.</summary>
    /// <returns>False where that is refused.</returns>
    bool WriteAny(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask);
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
/// <param name="nan">What stands for a NaN.</param>
internal readonly struct ValueWriter(NanCell nan) : IRunWriter
{
    private const int ShortRun = 16;   // up to this many a plain loop beats two calls

    public int CellsPerValue => 1;

    public void WriteFinite(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        if (values.Length > ShortRun)
        {
            values.CopyTo(cells);
            mask.Fill(true);
            return;
        }
        for (int i = 0; i < values.Length && i < cells.Length && i < mask.Length; i++) (cells[i], mask[i]) = (values[i], true);
    }

    public bool WriteAny(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        WriteFinite(values, cells, mask);
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            if (nan.IsRefused) return false;
            (cells[i], mask[i]) = (nan.Value, nan.Mask);
        }
        return true;
    }
}

/// <summary>A cell for each category; the values are indices of categories.</summary>
/// <param name="categories">Their number.</param>
/// <param name="nan">What stands for a NaN.</param>
internal readonly struct OneHotWriter(int categories, NanCell nan) : IRunWriter
{
    public int CellsPerValue => categories;

    public void WriteFinite(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        cells.Clear();
        mask.Fill(true);
        for (int i = 0; i < values.Length; i++)
            if (values[i] >= 0) cells[i * categories + (int)values[i]] = 1;
    }

    public bool WriteAny(ReadOnlySpan<float> values, Span<float> cells, Span<bool> mask)
    {
        WriteFinite(values, cells, mask);   // a NaN is not ≥ 0
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i])) continue;
            if (nan.IsRefused) return false;
            cells.Slice(i * categories, categories).Fill(nan.Value);
            mask.Slice(i * categories, categories).Fill(nan.Mask);
        }
        return true;
    }
}
