using System.Globalization;

namespace Hep.Root.IO.Serialization;

/// <summary>The class layouts that a file records, and behind them the built-in ones that tree metadata need.</summary>
internal sealed class StreamerInfos
{
    private static readonly Lazy<StreamerInfos> BuiltIn = new(ReadBuiltIn);

    private readonly Dictionary<string, ClassVersions> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, StreamerInfo> _byChecksum = [];
    private readonly Dictionary<(string, int), StreamerInfo> _streamed = [];
    private readonly StreamerInfos? _fallback;

    public StreamerInfos(IEnumerable<StreamerInfo> infos) : this(infos, BuiltIn.Value) { }

    private StreamerInfos(IEnumerable<StreamerInfo> infos, StreamerInfos? fallback)
    {
        _fallback = fallback;
        foreach (StreamerInfo info in infos)
        {
            if (!_byName.TryGetValue(info.ClassName, out ClassVersions? versions))
                _byName.Add(info.ClassName, versions = new ClassVersions());
            versions.Add(info);
            _byChecksum.TryAdd(info.Checksum, info);
        }
    }

    /// <summary>The layouts that the file itself records.</summary>
    public IEnumerable<StreamerInfo> Own => _byName.Values.SelectMany(v => v.All);

    /// <summary>Why the file's own layouts could not be read; null where they were, or where there are none.</summary>
    public string? Damage { get; init; }

    /// <summary>
    /// The layout of a class: by checksum, then by version, then the only one of that name (foreign classes carry version 0 or 1 and are
    /// told apart by checksum). The file's own information wins over the built-in one, but for versions that ROOT streams by hand.
    /// </summary>
    public StreamerInfo? Find(string className, int version, uint checksum = 0)
    {
        if (_fallback is not null && _fallback._streamed.TryGetValue((className, version), out StreamerInfo? streamed)) return streamed;
        return _byName.GetValueOrDefault(className)?.Find(version, checksum) ?? _fallback?.Find(className, version, checksum);
    }

    /// <summary>
    /// The layout with a checksum, whatever the class is called: other names for a class keep it. Null where none is known, or no checksum
    /// is given.
    /// </summary>
    public StreamerInfo? FindByChecksum(uint checksum) => checksum == 0 ? null : _byChecksum.GetValueOrDefault(checksum);

    /// <summary>The newest layout of a class that the file records; null where none is known.</summary>
    public StreamerInfo? Newest(string className) => VersionsOf(className)?.Newest;

    /// <summary>
    /// The versions of a class that are described with the same members as this one, in the same order and form: this one among them, and
    /// none where there are no others.
    /// </summary>
    public IReadOnlySet<int> SameVersions(StreamerInfo info) => VersionsOf(info.ClassName)?.OfForm(info) ?? ClassVersions.None;

    /// <summary>Whether any version of a class is described.</summary>
    public bool Knows(string className) => VersionsOf(className) is not null;

    /// <summary>Whether a class is, or inherits from, another.</summary>
    public bool IsKindOf(string className, string ancestor)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<string> open = new([className]);
        while (open.TryPop(out string? each))
        {
            if (each == ancestor) return true;
            if (!seen.Add(each)) continue;
            foreach (StreamerInfo info in VersionsOf(each)?.All ?? [])
                foreach (StreamerElement element in info.Elements)
                    if (element.IsBase) open.Push(element.Name);
        }
        return false;
    }

    private ClassVersions? VersionsOf(string className) =>
        _byName.GetValueOrDefault(className) ?? _fallback?._byName.GetValueOrDefault(className);

    private static StreamerInfos ReadBuiltIn()
    {
        using Stream stream = typeof(StreamerInfos).Assembly.GetManifestResourceStream("Hep.Root.IO.BuiltInLayouts.txt")!;
        using StreamReader reader = new(stream);
        List<StreamerInfo> infos = [], streamed = [];
        List<StreamerElement> elements = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                elements.Add(ParseElement(line.Trim().Split('|')));
                continue;
            }
            string[] head = line.Split(' ');
            infos.Add(new StreamerInfo(head[0], int.Parse(head[1], CultureInfo.InvariantCulture),
                uint.Parse(head[2], CultureInfo.InvariantCulture), elements = []) { HasUncountedBases = head[^1] == "uncounted" });
            if (head.Length > 3) streamed.Add(infos[^1]);
        }
        StreamerInfos builtIn = new(infos, fallback: null);
        foreach (StreamerInfo info in streamed) builtIn._streamed.Add((info.ClassName, info.Version), info);
        return builtIn;
    }

    private static StreamerElement ParseElement(string[] fields) => new()
    {
        Name = fields[0],
        Type = int.Parse(fields[1], CultureInfo.InvariantCulture),
        TypeName = fields[2],
        ArrayLength = int.Parse(fields[3], CultureInfo.InvariantCulture),
        CountName = fields[4],
        IsBase = fields[2] == "BASE",
        BaseVersion = fields[5].Length == 0 ? 0 : int.Parse(fields[5], CultureInfo.InvariantCulture),
    };

    /// <summary>The layouts of one class. A file may describe thousands of versions, and each object names its own.</summary>
    private sealed class ClassVersions
    {
        public static readonly IReadOnlySet<int> None = new HashSet<int>();

        private readonly List<StreamerInfo> _all = [];
        private readonly Dictionary<int, StreamerInfo> _byVersion = [];
        private readonly Dictionary<uint, StreamerInfo> _byChecksum = [];
        private Dictionary<StreamerInfo, HashSet<int>>? _byForm;

        public IReadOnlyList<StreamerInfo> All => _all;

        public StreamerInfo? Newest { get; private set; }

        /// <summary>Adds a layout; where a version or a checksum stands there twice, the first is found.</summary>
        public void Add(StreamerInfo info)
        {
            _all.Add(info);
            _byVersion.TryAdd(info.Version, info);
            _byChecksum.TryAdd(info.Checksum, info);
            if (Newest is null || info.Version > Newest.Version) Newest = info;
        }

        public StreamerInfo? Find(int version, uint checksum) =>
            checksum != 0 && _byChecksum.TryGetValue(checksum, out StreamerInfo? info) ? info
                : _byVersion.TryGetValue(version, out info) ? info
                : version <= 1 && _all.Count == 1 ? _all[0]
                : null;

        // Plans ask for each object by value: the versions are sorted once, and threads that meet here sort alike.
        public IReadOnlySet<int> OfForm(StreamerInfo info) =>
            _all.Count == 1 ? None : (_byForm ??= SortByForm()).GetValueOrDefault(info) ?? None;

        private Dictionary<StreamerInfo, HashSet<int>> SortByForm()
        {
            Dictionary<StreamerInfo, HashSet<int>> sorted = new(StreamerInfo.ByForm);
            foreach (StreamerInfo info in _byVersion.Values)
            {
                if (!sorted.TryGetValue(info, out HashSet<int>? versions)) sorted.Add(info, versions = []);
                versions.Add(info.Version);
            }
            return sorted;
        }
    }
}
