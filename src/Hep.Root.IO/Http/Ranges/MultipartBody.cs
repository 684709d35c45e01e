namespace Hep.Root.IO.Http;

/// <summary>
/// An answer of several ranges, <c>multipart/byteranges</c> (RFC 9110 §14.6). Parts come in any order. Where one ends is told by its own
/// range: the boundary of XrdHttp is <c>123456</c>, which may stand in the data too.
/// </summary>
internal static class MultipartBody
{
    private const string MediaType = "multipart/byteranges";

    private const int MostHeaders = 32;

    /// <summary>The boundary that an answer announces; null: it is not of several parts.</summary>
    public static string? BoundaryOf(HttpAnswer answer)
    {
        string[] fields = (answer.HeaderOf("Content-Type") ?? "").Split(';', StringSplitOptions.TrimEntries);
        if (!fields[0].Equals(MediaType, StringComparison.OrdinalIgnoreCase)) return null;
        string? boundary = fields.FirstOrDefault(f => f.StartsWith("boundary=", StringComparison.OrdinalIgnoreCase));
        return boundary is null ? null : boundary[9..].Trim('"');
    }

    /// <summary>
    /// Fills destinations from the parts, until the body ends or a part is none of those that were wanted.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="boundary">What stands between the parts.</param>
    /// <param name="wanted">The ranges by their first byte; those that came are removed.</param>
    /// <param name="version">The file as it was.</param>
    /// <exception cref="PassingFailure">The connection broke.</exception>
    /// <exception cref="HttpFileException">The file was changed.</exception>
    public static async Task FillAsync(HttpAnswer answer, string boundary, Dictionary<long, Memory<byte>> wanted, FileVersion version)
    {
        AnswerLines lines = new(answer);
        string delimiter = $"--{boundary}";
        string? line = await lines.ReadLineAsync().ConfigureAwait(false);
        while (line is { Length: 0 }) line = await lines.ReadLineAsync().ConfigureAwait(false);
        while (line == delimiter && wanted.Count > 0)
        {
            ContentRange? range = null;
            int headers = 0;
            while ((line = await lines.ReadLineAsync().ConfigureAwait(false)) is { Length: > 0 } && headers++ < MostHeaders)
                if (line.StartsWith("Content-Range:", StringComparison.OrdinalIgnoreCase)) range = ContentRange.Parse(line[14..].Trim());
            if (line is not "" || range is not { } part) return;
            if (part.Total is { } total) version.Check(answer, total);
            if (!wanted.TryGetValue(part.First, out Memory<byte> destination) || destination.Length != part.Count) return;
            if (!await lines.FillAsync(destination).ConfigureAwait(false)) return;
            // What follows proves that the part was as long as it said.
            if (await lines.ReadLineAsync().ConfigureAwait(false) is not "") return;
            line = await lines.ReadLineAsync().ConfigureAwait(false);
            if (line is null || !line.StartsWith(delimiter, StringComparison.Ordinal)) return;
            wanted.Remove(part.First);
        }
    }
}
