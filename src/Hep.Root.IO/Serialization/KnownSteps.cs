namespace Hep.Root.IO.Serialization;

/// <summary>
/// The members of classes as steps, settled once a class: a record holds thousands of branches, and of each the same few members are asked.
/// </summary>
internal sealed class KnownSteps(MemberReader members, LeftOutMembers leftOut)
{
    private readonly Dictionary<StreamerInfo, MemberSteps> _known = new(ReferenceEqualityComparer.Instance);

    public MemberSteps Of(StreamerInfo info)
    {
        if (!_known.TryGetValue(info, out MemberSteps? steps)) _known.Add(info, steps = new MemberSteps(info, [.. Settle(info)]));
        return steps;
    }

    private List<MemberStep> Settle(StreamerInfo info)
    {
        List<MemberStep> steps = new(info.Elements.Count);
        foreach (StreamerElement element in info.Elements)
        {
            bool isLeftOut = leftOut.Contains(info.ClassName, element.Name);
            int? bytes = isLeftOut ? BasicType.Find(element.Type)?.Width : null;
            if (bytes is not null && steps is [.., { Bytes: > 0 } run]) run.Bytes += bytes.Value;
            else if (element.IsBase || bytes is not null || (isLeftOut && element.Type == MemberCode.Any))
                steps.Add(new MemberStep(element, null) { IsLeftOut = isLeftOut, Bytes = bytes ?? 0 });
            else steps.Add(new MemberStep(element, members.Find(element)));
        }
        return steps;
    }
}
