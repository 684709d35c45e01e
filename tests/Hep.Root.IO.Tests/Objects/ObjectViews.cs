namespace Hep.Root.IO.Tests.Objects;

/// <summary>Everything that can be made of an object, whether it is of that kind or not.</summary>
internal static class ObjectViews
{
    /// <summary>Its page; what its views draw is thrown away.</summary>
    public static string Draw(RootObject value)
    {
        foreach (Func<string> view in (Func<string>[])[() => RootHistogram.Of(value).ToHtml(), () => RootProfile.Of(value).ToHtml(),
            () => RootEfficiency.Of(value).ToHtml(), () => RootGraph.Of(value).ToHtml()])
        {
            try
            {
                _ = view();
            }
            catch (RootException)
            {
                // It is none, or no more.
            }
        }
        return value.ToHtml();
    }

    /// <summary>Whether all of it was decoded.</summary>
    public static bool IsWhole(RootObject value)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object?> open = new([value]);
        while (open.TryPop(out object? next))
            switch (next)
            {
                case RootBytes: return false;
                case RootObject item when seen.Add(item):
                    if (item.Undecoded is not null) return false;
                    foreach (object? member in item.Members.Values.Concat(item.Items)) open.Push(member);
                    break;
                case object?[] list:
                    foreach (object? member in list) open.Push(member);
                    break;
                case KeyValuePair<object?, object?> pair:
                    open.Push(pair.Key);
                    open.Push(pair.Value);
                    break;
            }
        return true;
    }
}
