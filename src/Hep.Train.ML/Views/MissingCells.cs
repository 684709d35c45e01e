namespace Hep.Train.ML;

/// <summary>What a trainer sees of cells that the mask leaves out: padding, and values that were no numbers.</summary>
public enum MissingCells
{
    /// <summary>The features as they stand: the pipeline's <c>padding</c>.</summary>
    AsStored,
    /// <summary>NaN, for trainers that know missing values.</summary>
    NaN,
    /// <summary>The features as they stand, and the mask as 0 and 1 behind them.</summary>
    MaskBeside,
}
