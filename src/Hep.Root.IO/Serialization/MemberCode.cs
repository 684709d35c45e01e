namespace Hep.Root.IO.Serialization;

/// <summary>
/// How members that are no numbers are stored, in ROOT's codes (TVirtualStreamerInfo::EReadWrite). Those of numbers are
/// <see cref="BasicType"/>'s; a fixed array's is 20 above that of its elements.
/// </summary>
internal static class MemberCode
{
    /// <summary>A base class that stores nothing.</summary>
    public const int NoData = -1;

    /// <summary>An object of a class that derives from TObject, by value.</summary>
    public const int ObjectByValue = 61;

    /// <summary>An object of another class, by value.</summary>
    public const int Any = 62;

    /// <summary>A pointer that never is null: the object follows (<c>//-&gt;</c> behind the member).</summary>
    public const int ObjectInPlace = 63;

    /// <summary>A pointer to an object of a class that derives from TObject.</summary>
    public const int ObjectPointer = 64;

    /// <summary>TString.</summary>
    public const int Text = 65;

    /// <summary>TObject itself.</summary>
    public const int BaseObject = 66;

    /// <summary>TNamed itself.</summary>
    public const int Named = 67;

    /// <summary>A pointer that never is null to an object of another class.</summary>
    public const int AnyInPlace = 68;

    /// <summary>A pointer to an object of another class.</summary>
    public const int AnyPointer = 69;

    /// <summary>The same, of a class without a table of virtual methods.</summary>
    public const int AnyPointerNoTable = 70;

    /// <summary>A pointer to a collection of the standard library, or to a text of it.</summary>
    public const int CollectionPointer = 71;

    /// <summary>A collection of the standard library.</summary>
    public const int Collection = 300;

    /// <summary>A text of the standard library.</summary>
    public const int CollectionText = 365;

    /// <summary>What streams itself, which a collection of the standard library does too.</summary>
    public const int Streamed = 500;

    /// <summary>A pointer to as many objects as another member says.</summary>
    public const int Loop = 501;

    /// <summary>A fixed array of such pointers.</summary>
    public const int LoopArray = Loop + BasicType.FixedArray;

    /// <summary>None of ROOT's codes: of the built-in layouts, for the places of baskets that TBranch streamed by hand.</summary>
    public const int Seeks = 1056;
}
