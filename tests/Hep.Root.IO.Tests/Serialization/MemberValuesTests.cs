using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Objects of one class share the names of their members, whatever way each of them goes.</summary>
public class MemberValuesTests
{
    private static readonly LeftOutMembers LeftOut = new(new("TBranch", ["fOffset"]), new("TBranchElement", ["fMaximum"]));

    [Test]
    public void Objects_of_a_class_share_their_names()
    {
        MemberOrder order = new(LeftOut.Of("TNamed"));
        MemberValues first = Values(order, "fName", "fTitle"), second = Values(order, "fName", "fTitle");
        Assert.That(order.Count, Is.EqualTo(2));
        Assert.That(first, Is.EqualTo(second));
    }

    [Test]
    public void One_that_is_shorter_has_not_what_the_others_have()
    {
        MemberOrder order = new(LeftOut.Of("TNamed"));
        Values(order, "a", "b", "c");
        MemberValues two = Values(order, "a", "b");
        Assert.That(two.ContainsKey("c"), Is.False);
        Assert.That(two.Keys, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(two.Values, Is.EqualTo(new object[] { 0, 1 }));
    }

    [Test]
    public void One_that_goes_another_way_leaves_the_others_alone()
    {
        MemberOrder order = new(LeftOut.Of("TNamed"));
        MemberValues first = Values(order, "a", "b", "c");
        MemberValues other = Values(order, "a", "x", "c", "d");
        MemberValues again = Values(order, "a", "x", "y");
        Assert.That(first.Keys, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(other.Keys, Is.EqualTo(new[] { "a", "x", "c", "d" }));
        Assert.That(again.Keys, Is.EqualTo(new[] { "a", "x", "y" }));
        Assert.That(other["c"], Is.EqualTo(2));
        Assert.That(again.ContainsKey("c"), Is.False);
    }

    [Test]
    public void A_name_that_is_there_is_not_added_again()
    {
        MemberValues values = Values(new MemberOrder(LeftOut.Of("TNamed")), "a");
        Assert.That(values.TryAdd("a", "second"), Is.False);
        Assert.That(values["a"], Is.Zero);
    }

    [Test]
    public void Short_objects_take_no_memory_of_a_long_one()
    {
        MemberOrder order = new(LeftOut.Of("TNamed"));
        Values(order, [.. Enumerable.Range(0, 10_000).Select(i => $"m{i}")]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++) new MemberValues(order).TryAdd("m0", null);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void Who_asks_for_a_member_that_was_left_out_is_told()
    {
        MemberValues values = Values(new MemberOrder(LeftOut.Of("TBranchElement")), "fName");
        Assert.That(() => values.ContainsKey("fName"), Is.True);
        Assert.That(() => values.TryGetValue("fOffset", out _),
            Throws.TypeOf<RootException>().With.Message.EqualTo("Member fOffset was left out when the object was read."));
        Assert.That(() => Values(new MemberOrder(LeftOut.Of("TNamed")), "fName").TryGetValue("fOffset", out _), Is.False);
    }

    private static MemberValues Values(MemberOrder order, params string[] names)
    {
        MemberValues values = new(order);
        for (int i = 0; i < names.Length; i++) Assert.That(values.TryAdd(names[i], i), Is.True);
        return values;
    }
}
