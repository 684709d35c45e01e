using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hep.Inference.Server.Security;
using Hep.Jagged;

namespace Hep.Inference.Server;

/// <summary>
/// The file of a service's tokens: names, roles and hashes. A service that runs sees a change within a second. The file is replaced as a
/// whole, and only its user may write it.
/// </summary>
public static class ApiTokenFile
{
    /// <summary>The file's name in the folder of models, unless the configuration names another one.</summary>
    public const string FileName = "tokens.json";

    private const string Prefix = "hep_";
    private const int TokenBytes = 32;
    private const int MostTokens = 10_000;
    private const long MostBytes = 16 << 20;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const int MostTries = 200;
    private static readonly TimeSpan WaitForOthers = TimeSpan.FromMilliseconds(50);
    private static readonly string[] TakenNames = ["token", "anonymous", "service"];

    /// <summary>Makes a token.</summary>
    /// <param name="path">The file, made where it is missing.</param>
    /// <param name="name">Whose it is: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="grants">What its bearer may do.</param>
    /// <param name="expires">From when on it is good for nothing; null: never.</param>
    /// <param name="cancellationToken">Stops waiting for others that change the file.</param>
    /// <returns>The token, which is kept nowhere.</returns>
    /// <exception cref="InferenceException">The name is none, or there is a token of that name.</exception>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public static async Task<string> AddAsync(string path, string name, IReadOnlyList<AccessGrant> grants,
        DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grants);
        if (!ModelName.IsNamespace(name) || TakenNames.Contains(name, StringComparer.Ordinal))
            throw Refuse(InferenceFailure.InvalidRequest,
                $"A token's name has letters, digits, '.', '_' and '-', and is none of {string.Join(", ", TakenNames)}.");
        if (grants.Count == 0 || grants.Any(g => g is not { IsWhole: true }))
            throw Refuse(InferenceFailure.InvalidRequest, "A token has a role, perhaps in a namespace, or several.");
        string token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        ApiToken made = new(name, Convert.ToHexStringLower(HashOf(token)), grants, DateTimeOffset.UtcNow, expires);
        await ChangeAsync(path, tokens =>
        {
            if (tokens.Any(t => t.Name == name))
                throw Refuse(InferenceFailure.Conflict, $"There is a token '{name}' already: revoke it first, or choose another name.");
            if (tokens.Count >= MostTokens) throw Refuse(InferenceFailure.Conflict, $"There may be {MostTokens} tokens at most.");
            return [.. tokens, made];
        }, cancellationToken).ConfigureAwait(false);
        return token;
    }

    /// <summary>Removes a token; its bearer is refused within a second.</summary>
    /// <exception cref="InferenceException">There is no token of that name.</exception>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public static Task RevokeAsync(string path, string name, CancellationToken cancellationToken = default) => ChangeAsync(path, tokens =>
    {
        ApiToken[] left = [.. tokens.Where(t => t.Name != name)];
        return left.Length < tokens.Count ? left : throw Refuse(InferenceFailure.NotFound,
            $"There is no token of that name.{NearNames.Suggest(name, tokens.Select(t => t.Name))}");
    }, cancellationToken);

    /// <summary>The tokens; none where there is no file.</summary>
    /// <exception cref="IOException">The file cannot be read, is damaged, or others may write it.</exception>
    public static IReadOnlyList<ApiToken> Read(string path)
    {
        using FileStream? file = Open(path);
        return file is null ? [] : Read(file);
    }

    /// <summary>The file, to be asked for everything from then on, wherever links lead meanwhile; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static FileStream? Open(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The tokens in '{path}' cannot be read: the file belongs to another user than this one.", e);
        }
    }

    /// <summary>The tokens of a file that is open.</summary>
    /// <exception cref="IOException">It cannot be read, is damaged, or others may write it.</exception>
    internal static IReadOnlyList<ApiToken> Read(FileStream file)
    {
        string path = file.Name;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & WritableByOthers) != 0)
            throw new IOException($"Others may write the tokens in '{path}': look who did, then `chmod 600` it.");
        if (file.Length > MostBytes) throw new IOException($"The tokens in '{path}' take more than {MostBytes} bytes.");
        try
        {
            return JsonSerializer.Deserialize(file, ApiTokenJson.Default.ApiTokenArray) is { } tokens
                && Array.TrueForAll(tokens, IsWhole) ? tokens : throw new JsonException("A token has no name, hash or roles.");
        }
        catch (JsonException e)
        {
            throw new IOException($"The tokens in '{path}' cannot be read: {e.Message}", e);
        }
    }

    internal static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static bool IsWhole(ApiToken? token) =>
        token is { Name.Length: > 0, Sha256.Length: 2 * SHA256.HashSizeInBytes, Grants: not null }
        && token.Sha256.All(char.IsAsciiHexDigit) && token.Grants.All(g => g is not null);

    private static async Task ChangeAsync(
        string path, Func<IReadOnlyList<ApiToken>, ApiToken[]> change, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        if (File.Exists(path) ? FileOwner.IsAnother(path) : Environment.IsPrivilegedProcess && FileOwner.IsAnother(folder))
            throw new IOException($"The tokens in '{path}' belong to another user, who could not read what this one writes: "
                + "change them as the user of the service.");
        using FileStream alone = await LockAsync($"{path}.lock", cancellationToken).ConfigureAwait(false);
        ApiToken[] after = change(Read(path));
        string staged = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (FileStream file = new(staged, ForUserAlone(FileMode.CreateNew)))
            {
                JsonSerializer.Serialize(file, after, ApiTokenJson.Default.ApiTokenArray);
                file.Flush(flushToDisk: true);
            }
            File.Move(staged, path, overwrite: true);
        }
        catch
        {
            File.Delete(staged);
            throw;
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(path, ForUserAlone(FileMode.OpenOrCreate));
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                await Task.Delay(WaitForOthers, cancellationToken).ConfigureAwait(false);   // another one changes the file
            }
            catch (UnauthorizedAccessException e)
            {
                throw new IOException($"'{path}' cannot be written: change tokens as the user of the service.", e);
            }
        }
    }

    private static FileStreamOptions ForUserAlone(FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static InferenceException Refuse(InferenceFailure failure, string message) => new(failure, message);
}

/// <summary>How the file is spelt.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ApiToken[]))]
internal sealed partial class ApiTokenJson : JsonSerializerContext;
