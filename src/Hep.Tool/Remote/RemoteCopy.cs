using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Hep.Root.IO;
using Hep.Tool.Arguments;
using Hep.Tool.Terminal;

namespace Hep.Tool.Remote;

/// <summary>
/// Copies a remote file: pieces are on their way while others are written, and the whole is held to the server's checksum.
/// </summary>
internal sealed class RemoteCopy(Invocation call, XRootDClient client)
{
    private const string ChecksumKey = "chksum";
    private const int PieceBytes = 8 << 20, PiecesAhead = 4;

    /// <summary>Copies a file, or the files that a glob matches, into a folder.</summary>
    public async Task RunAsync(string location, string output, bool force, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> urls = await DatasetFiles.ExpandAsync(
            [location], call.Session.WorkingFolder, call.Session.Opening, cancellationToken);
        if (urls.Count > 1 && !Directory.Exists(call.FullPath(output)))
            throw new ToolException($"'{location.Split('?')[0]}' means {urls.Count} files: '{output}' has to be a folder for them.");
        foreach (string url in urls) await CopyAsync(url, output, force, cancellationToken);
    }

    private async Task CopyAsync(string url, string output, bool force, CancellationToken cancellationToken)
    {
        string name = url.Split('?')[0].TrimEnd('/').Split('/')[^1];
        if (Directory.Exists(call.FullPath(output))) output = Path.Combine(output, name);
        await using OutputFile copy = OutputFile.Create(call.Session, output, force);
        await using XRootDFile file = await client.OpenAsync(url, cancellationToken);
        (string algorithm, NonCryptographicHashAlgorithm? checksum) = await ChooseAsync(url, cancellationToken);
        // Servers take their time for it: it is asked for while bytes come.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<XRootDChecksum>? expected = checksum is null ? null
            : client.ChecksumAsync(url, algorithm.Length > 0 ? algorithm : null, stop.Token);
        try
        {
            await CopyAsync(file, name, copy.Stream, checksum, cancellationToken);
            string verified = expected is null
                ? $"not verified: the server keeps no checksum that is known here{(algorithm.Length > 0 ? $", but {algorithm}" : "")}"
                : await VerifyAsync(url, expected, checksum!);
            await copy.CompleteAsync(cancellationToken);
            call.Say($"{name}: {file.Length} bytes, {verified}");
        }
        finally
        {
            await stop.CancelAsync();
            if (expected is not null) await ((Task)expected).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyAsync(
        XRootDFile file, string name, Stream to, NonCryptographicHashAlgorithm? checksum, CancellationToken cancellationToken)
    {
        using ProgressLine progress = call.Progress(name, "bytes", file.Length);
        long done = 0;
        await foreach (ReadOnlyMemory<byte> piece in PiecesAsync(file, cancellationToken))
        {
            await to.WriteAsync(piece, cancellationToken);
            checksum?.Append(piece.Span);
            progress.Report(done += piece.Length);
        }
    }

    // What the server lists first it has at hand, or computes soonest: 0:adler32,1:crc32c,…
    private async Task<(string Algorithm, NonCryptographicHashAlgorithm? Checksum)> ChooseAsync(
        string url, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> configuration = await client.QueryConfigurationAsync(url, [ChecksumKey], cancellationToken);
        string first = configuration.GetValueOrDefault(ChecksumKey, "").Split(',')[0];
        string algorithm = first[(first.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return (algorithm, algorithm switch
        {
            "adler32" or "" => new Adler32(),
            "crc32" => new Crc32(),
            _ => null,
        });
    }

    private static async Task<string> VerifyAsync(string url, Task<XRootDChecksum> told, NonCryptographicHashAlgorithm checksum)
    {
        XRootDChecksum expected;
        try
        {
            expected = await told;
        }
        catch (XRootDException failure) when (failure.Error is not XRootDError.None)
        {
            return $"not verified: {failure.Message}";
        }
        byte[] found = checksum.GetCurrentHash();
        if (checksum is Crc32) Array.Reverse(found);
        string digits = Convert.ToHexStringLower(found);
        // Some servers leave zeros in front away.
        bool same = ulong.TryParse(expected.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            && value == ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return same
            ? $"{expected.Algorithm} {digits} as the server has it"
            : throw new ToolException($"'{url.Split('?')[0]}' arrived with {expected.Algorithm} {digits}, the server says "
                + $"{expected.Value}: copy it again; if that happens twice, the copy at the server is damaged.");
    }

    // In order, with some on their way.
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(
        XRootDFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<(Task Read, byte[] Buffer, int Length)> ahead = [];
        Stack<byte[]> free = new(Enumerable.Range(0, PiecesAhead).Select(_ => new byte[Math.Min(PieceBytes, file.Length)]));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            for (long next = 0; next < file.Length || ahead.Count > 0;)
            {
                while (next < file.Length && free.TryPop(out byte[]? buffer))
                {
                    int length = (int)Math.Min(PieceBytes, file.Length - next);
                    ahead.Enqueue((file.ReadAsync([new ByteRead(next, buffer.AsMemory(0, length))], stop.Token).AsTask(), buffer, length));
                    next += length;
                }
                (Task read, byte[] first, int bytes) = ahead.Dequeue();
                await read;
                yield return first.AsMemory(0, bytes);
                free.Push(first);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(ahead.Select(a => a.Read)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
