namespace Hep.Root.IO.Serialization;

/// <summary>The value of a member, read behind those that stand before it: its owner knows the lengths.</summary>
internal delegate object? MemberStreamer(ref RootBuffer buffer, StreamerElement element, RootObject owner);

/// <summary>One step of reading an object: a member, or a run of numbers that are left out.</summary>
/// <param name="Element">The member; of a run the first.</param>
/// <param name="Read">Reads it; null for a base class, for what is left out, and for what cannot be read.</param>
/// <param name="IsLeftOut">Whether its bytes are passed over; the byte count of a base class tells how many.</param>
/// <param name="Bytes">The bytes of a run that is left out; else 0.</param>
internal readonly record struct MemberStep(StreamerElement Element, MemberStreamer? Read, bool IsLeftOut = false, int Bytes = 0);

/// <summary>
/// The members of classes as steps, settled once a class: a record holds thousands of branches, and of each the same few members are asked.
/// </summary>
internal sealed class MemberSteps(MemberReader members, LeftOutMembers leftOut)
{
    private readonly Dictionary<StreamerInfo, MemberStep[]> _known = new(ReferenceEqualityComparer.Instance);

    public MemberStep[] Of(StreamerInfo info)
    {
        if (_known.TryGetValue(info, out MemberStep[]? steps)) return steps;
        return _known[info] = [.. Settle(info)];
    }

    private List<MemberStep> Settle(StreamerInfo info)
    {
        List<MemberStep> steps = [];
        foreach (StreamerElement element in info.Elements)
        {
            bool isLeftOut = leftOut.Contains(info.ClassName, element.Name);
            if (element.IsBase) steps.Add(new MemberStep(element, null, isLeftOut));
            else if (!isLeftOut || BasicType.Find(element.Type) is not { Width: int bytes })
                steps.Add(new MemberStep(element, members.Find(element)));
            else if (steps is [.., { Bytes: > 0 } run]) steps[^1] = run with { Bytes = run.Bytes + bytes };
            else steps.Add(new MemberStep(element, null, isLeftOut, bytes));
        }
        return steps;
    }
}
