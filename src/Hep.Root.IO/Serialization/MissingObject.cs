namespace Hep.Root.IO.Serialization;

/// <summary>
/// Stands where a pointer leads to something that is not known: an object of a class that nobody described, or a reference to none that was
/// read before. It is not null: a leaf whose counter is missing is no leaf without counter.
/// </summary>
/// <param name="ClassName">The class, where the file names one; else empty.</param>
internal sealed record MissingObject(string ClassName);
