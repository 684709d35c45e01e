namespace Hep.Root.IO.Serialization;

/// <summary>The members of a layout as steps of reading its objects.</summary>
internal sealed record MemberSteps(StreamerInfo Layout, MemberStep[] Steps);
