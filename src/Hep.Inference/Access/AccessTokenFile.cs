using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hep.Inference;

/// <summary>
/// The file in which a service on this machine keeps the token for uploads and administration, readable by its user alone, so
/// that this user's programs find it by themselves.
/// </summary>
public static class AccessTokenFile
{
    /// <summary>The variable that names another file.</summary>
    public const string PathVariable = "HEP_TOKEN_FILE";

    private const int TokenBytes = 32;
    private const int MostCharacters = 1024;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>
    /// What <see cref="PathVariable"/> names, or <c>hep/token</c> in the user's folder for settings (<c>~/.config</c>, <c>%APPDATA%</c>).
    /// </summary>
    public static string DefaultPath =>
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData,
                Environment.SpecialFolderOption.DoNotVerify), "hep", "token");

    /// <summary>The token, made and written on first use.</summary>
    /// <exception cref="IOException">The file cannot be written, or others may read it.</exception>
    public static string ReadOrCreate(string? path = null)
    {
        path ??= DefaultPath;
        if (TryRead(path, out string? token)) return token;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        string staged = $"{path}.{Guid.NewGuid():N}";
        using (StreamWriter writer = new(new FileStream(staged, ForUserAlone()))) writer.WriteLine(token);
        try
        {
            File.Move(staged, path);   // fails where another process was faster
            return token;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(staged);
            return TryRead(path, out token)
                ? token
                : throw new IOException($"The token file '{path}' is empty: delete it, a new one will be made.");
        }
    }

    /// <summary>The token, if the file is there and holds one.</summary>
    /// <exception cref="IOException">Others may read the file: whatever it holds is no secret.</exception>
    public static bool TryRead(string? path, [NotNullWhen(true)] out string? token)
    {
        path ??= DefaultPath;
        token = null;
        if (!File.Exists(path)) return false;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            throw new IOException($"Others may read the token file '{path}': delete it, or `chmod 600` it if nobody did.");
        using StreamReader reader = new(path);
        char[] text = new char[MostCharacters];
        token = new string(text, 0, reader.ReadBlock(text)).Trim();
        return token.Length > 0;
    }

    private static FileStreamOptions ForUserAlone()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
