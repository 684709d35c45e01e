namespace Hep.Train.ML;

/// <summary>What ML.NET tells of a work that it does.</summary>
/// <param name="Work">Its name; of a second one of the same name a number follows.</param>
/// <param name="Kind"><c>Start</c>, <c>Progress</c> or <c>Stop</c>.</param>
/// <param name="Done">How much of it is done, in units of its own; null: not told.</param>
internal readonly record struct WorkEvent(string Work, string Kind, double? Done);
