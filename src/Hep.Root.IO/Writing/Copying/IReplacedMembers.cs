using Hep.Root.IO.Serialization;
using Hep.Root.IO.Writing.Objects;

namespace Hep.Root.IO.Writing.Copying;

/// <summary>Which members of an object that is copied are written anew.</summary>
internal interface IReplacedMembers
{
    /// <summary>Is told of each object behind a pointer, in stored order, before its members come.</summary>
    void Begin(string className);

    /// <summary>Is told that the object that began last ends: members that follow are those of the one around it.</summary>
    void End();

    /// <summary>Writes a member in place of the one that is stored.</summary>
    /// <param name="declaringClass">The class that declares it, which may be a base of the object's.</param>
    /// <param name="element">The member.</param>
    /// <param name="target">Where to.</param>
    /// <returns>Whether it did: the others are copied.</returns>
    bool TryWrite(string declaringClass, StreamerElement element, ObjectBuffer target);
}
