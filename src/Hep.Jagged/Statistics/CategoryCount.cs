namespace Hep.Jagged;

/// <summary>How many different values a column may have whose categories are found.</summary>
internal static class CategoryCount
{
    /// <exception cref="PipelineException">They are too many.</exception>
    public static void Check(string column, int count)
    {
        if (count > PipelineLimits.Categories)
            throw new PipelineException($"Column '{column}' has more than {PipelineLimits.Categories} different values: "
                + "that is no categorical column, or list its categories.")
            { Path = $"features.categorical.{column}" };
    }
}
