using NUnit.Framework;

namespace Hep.Testing;

/// <summary>Programs of Debian's packages; where one is missing, its test is skipped, and says what to install.</summary>
public static class XRootDPackages
{
    private const string Security = "libXrdSec-5.so", Tokens = "libXrdAccSciTokens-5.so";

    /// <summary>The program's file.</summary>
    public static string Find(string program, string package = "xrootd-server")
    {
        foreach (string folder in (string[])["/usr/bin", "/usr/sbin", "/usr/local/bin"])
            if (File.Exists(Path.Combine(folder, program))) return Path.Combine(folder, program);
        Ignore(program, package);
        return program;
    }

    /// <summary>Skips the test where servers cannot ask who their clients are.</summary>
    public static void RequireSecurity() => Require(Security, "xrootd-plugins");

    /// <summary>Skips the test where servers cannot tell what a token is for, or nobody can prepare them for that.</summary>
    public static void RequireTokens()
    {
        RequireSecurity();
        Require(Tokens, "xrootd-scitokens-plugins");
        Find("python3", "python3");
    }

    private static void Require(string library, string package)
    {
        bool isThere = new DirectoryInfo("/usr/lib") is { Exists: true } libraries && libraries.EnumerateDirectories()
            .Append(libraries).Any(folder => File.Exists(Path.Combine(folder.FullName, library)));
        if (!isThere) Ignore(library, package);
    }

    private static void Ignore(string what, string package)
    {
        string reason = $"{what} is not there: apt-get install {package}";
        if (Environment.GetEnvironmentVariable("HEP_REQUIRE_XROOTD") == "1") Assert.Fail(reason);
        Assert.Ignore(reason);
    }
}
