namespace Hep.Jagged;

/// <summary>What a list longer than its cells means.</summary>
public enum OverflowPolicy
{
    /// <summary>The elements behind the last cell are left out, counted and reported.</summary>
    Truncate,
    /// <summary>A <see cref="PipelineException"/> that names the entry.</summary>
    Error,
}

/// <summary>What stands in the cells behind the end of a list; the mask is false there in every mode.</summary>
public enum PadMode
{
    /// <summary>The padding value.</summary>
    Constant,
    /// <summary>The list's cells again from its first one; the padding value where the list is empty.</summary>
    Wrap,
}

/// <summary>What a column with one single value becomes.</summary>
public enum ConstantHandling
{
    /// <summary>0, whatever value comes later.</summary>
    Zero,
    /// <summary>The value, not scaled.</summary>
    Keep,
}

/// <summary>The cells that a category takes.</summary>
public enum CategoryEncoding
{
    /// <summary>One cell a category, 1 in that of the value and 0 in the others; a value of no category is 0 in all.</summary>
    OneHot,
    /// <summary>One cell: the place of the value in the list, from 0; a value of no category is −1.</summary>
    Index,
}
