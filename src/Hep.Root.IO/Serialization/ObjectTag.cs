namespace Hep.Root.IO.Serialization;

/// <summary>What stands before an object behind a pointer.</summary>
/// <param name="ClassName">The class of the object that follows; null where none follows.</param>
/// <param name="Reference">
/// The name under which the object is known in its record; where none follows, the object that is meant (0: null).
/// </param>
/// <param name="End">Where the object ends; −1 where no byte count tells.</param>
internal readonly record struct ObjectTag(string? ClassName, uint Reference, int End);
