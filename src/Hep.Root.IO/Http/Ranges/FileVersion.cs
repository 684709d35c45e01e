using System.Collections.Concurrent;
using System.Globalization;

namespace Hep.Root.IO.Http;

/// <summary>
/// The file as it was when it was opened: what comes later has to be of the same. Servers mark versions in their own ways, so that marks of
/// one server alone are compared; the length holds for all.
/// </summary>
internal sealed class FileVersion(HttpUrl url, long length)
{
    private readonly ConcurrentDictionary<string, (string? Tag, string? Modified)> _marks = new(StringComparer.Ordinal);

    public long Length => length;

    /// <summary>The ETag, where it stands for the bytes themselves: only such a one may go into <c>If-Range</c>.</summary>
    public string? StrongTagAt(string server) => TagAt(server) is { } tag && tag.StartsWith('"') ? tag : null;

    public string? TagAt(string server) => _marks.TryGetValue(server, out (string? Tag, string? Modified) mark) ? mark.Tag : null;

    /// <summary>When it was last written, to the second; null where the server does not say.</summary>
    public DateTimeOffset? ModifiedAt(string server) => _marks.TryGetValue(server, out (string? Tag, string? Modified) mark)
        && DateTimeOffset.TryParseExact(mark.Modified, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
            ? when
            : null;

    /// <summary>Compares what an answer tells of the file.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="total">The length of the file, as it says; null: it does not.</param>
    /// <exception cref="HttpFileException">The file was changed.</exception>
    public void Check(HttpAnswer answer, long? total)
    {
        (string? tag, string? modified) = (answer.HeaderOf("ETag"), answer.HeaderOf("Last-Modified"));
        if (total is { } now && now != length) throw Changed(answer, $"it had {length} bytes, and has {now}");
        (string? Tag, string? Modified) first = _marks.GetOrAdd(answer.Url.Server, (tag, modified));
        if (first.Tag is not null && tag is not null)
        {
            if (first.Tag != tag) throw Changed(answer, $"its ETag was {first.Tag}, and is {tag}");
        }
        else if (first.Modified is not null && modified is not null && first.Modified != modified)
            throw Changed(answer, $"it was of {first.Modified}, and is of {modified}");
    }

    private HttpFileException Changed(HttpAnswer answer, string how) =>
        new($"'{url}' was changed while it was read: {how}. Open it anew.") { Url = url.ToString(), Server = answer.Url.Server };
}
