namespace Hep.Train.ML;

/// <summary>What ML.NET tells of a work that it does.</summary>
/// <param name="Work">Its name; a second one of the same name has <c> #2</c> behind it, and so on.</param>
/// <param name="Done">How much of it is done, in units of its own; null: not told.</param>
internal readonly record struct WorkEvent(string Work, double? Done);
