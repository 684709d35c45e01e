namespace Hep.Root.IO.Serialization;

/// <summary>
/// The names of members in stored order, which all objects of one class that a record holds share: an object has the first of them, as many
/// as it has values. Grows while the first such object is read; one that goes another way forks. Not for concurrent use while it grows.
/// </summary>
internal sealed class MemberOrder
{
    private readonly List<string> _names;
    private readonly Dictionary<string, int> _places;
    private MemberOrder? _fork;
    private int _forkedAt;

    /// <param name="leftOut">Members that objects may have and these do not: who asks for one is told.</param>
    public MemberOrder(IReadOnlySet<string> leftOut) =>
        (LeftOut, _names, _places) = (leftOut, [], new Dictionary<string, int>(StringComparer.Ordinal));

    private MemberOrder(MemberOrder origin, int count)
    {
        LeftOut = origin.LeftOut;
        _names = origin._names.GetRange(0, count);
        _places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++) _places.Add(_names[i], i);
    }

    public IReadOnlySet<string> LeftOut { get; }

    /// <summary>How many the longest object has.</summary>
    public int Count => _names.Count;

    /// <summary>How many the object has that was added to last: the next one of the class has as many, most often.</summary>
    public int LatestCount { get; set; }

    public string this[int place] => _names[place];

    /// <summary>
    /// Whether an object with <paramref name="count"/> members goes on with this very name: it then has no other of that name.
    /// </summary>
    public bool GoesOn(int count, string name) => count < _names.Count && ReferenceEquals(_names[count], name);

    /// <summary>The place of a member in an object with <paramref name="count"/> members; −1 where it has none of that name.</summary>
    public int IndexOf(string name, int count) => _places.TryGetValue(name, out int place) && place < count ? place : -1;

    /// <summary>The names of an object with <paramref name="count"/> members and one more: these, or others that begin alike.</summary>
    public MemberOrder With(int count, string name)
    {
        if (count < _names.Count)
        {
            if (ReferenceEquals(_names[count], name) || _names[count] == name) return this;
            if (_fork is not null && _forkedAt == count && _fork._names[count] == name) return _fork;
            (_fork, _forkedAt) = (new MemberOrder(this, count), count);
            return _fork.With(count, name);
        }
        _names.Add(name);
        _places.Add(name, count);
        return this;
    }
}
