namespace Hep.Root.IO.Writing.Objects;

/// <summary>One member of a class that is written, with all that its streamer element tells.</summary>
/// <param name="Kind">The class of the element without <c>TStreamer</c>: <c>Base</c>, <c>BasicType</c>, ….</param>
/// <param name="Name">The member's name, or the base class's.</param>
/// <param name="Code">How it is stored (TVirtualStreamerInfo::EReadWrite).</param>
/// <param name="TypeName">The C++ type; BASE for a base class.</param>
/// <param name="Size">Bytes in ROOT's memory.</param>
/// <param name="More">
/// Of a base class its version; of a counted pointer its counter, and the counter's class and version; of a collection what kind it is, and
/// of what.
/// </param>
/// <param name="Title">The comment.</param>
internal sealed record WrittenElement(string Kind, string Name, int Code, string TypeName, int Size, string[] More, string Title)
{
    /// <summary>Whether it is a base class.</summary>
    public bool IsBase => Kind == "Base";

    /// <summary>The class that a base, a member or what a pointer leads to is of; no class of ours for a number.</summary>
    public string ClassName => IsBase ? Name : TypeName.TrimEnd('*');
}
