namespace Hep.Root.IO.Writing.NTuple;

/// <summary>A field as the header describes it.</summary>
/// <param name="Parent">The field that it is part of; its own number at the top.</param>
/// <param name="Role">0 a value or a fixed shape, 1 a list, 2 a record.</param>
/// <param name="Name">Its name; <c>_0</c> of what a list holds.</param>
/// <param name="TypeName">The type in C++; empty for records and collections of them, which have no class.</param>
/// <param name="Size">Elements of a fixed shape; 0 for others.</param>
internal sealed record NTupleField(int Parent, ushort Role, string Name, string TypeName, int Size);
