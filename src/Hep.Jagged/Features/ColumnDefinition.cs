namespace Hep.Jagged;

/// <summary>A column computed from others: a line of <c>define</c>.</summary>
/// <param name="Name">The new column's name.</param>
/// <param name="Formula">What it is: an <see cref="Expression"/> over stored columns and earlier definitions.</param>
public sealed record ColumnDefinition(string Name, string Formula);
