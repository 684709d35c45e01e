namespace Hep.Root.IO.Tests.XRootD.Servers;

/// <summary>Programs of Debian's packages; where one is missing, its test is skipped, and says what to install.</summary>
internal static class Packages
{
    private const string Libraries = "libXrdSec-5.so";

    /// <summary>The program's file.</summary>
    public static string Find(string program)
    {
        foreach (string folder in (string[])["/usr/bin", "/usr/sbin", "/usr/local/bin"])
            if (File.Exists(Path.Combine(folder, program))) return Path.Combine(folder, program);
        Ignore(program, "xrootd-server");
        return program;
    }

    /// <summary>Skips the test where servers cannot ask who their clients are.</summary>
    public static void RequireSecurity()
    {
        bool isThere = new DirectoryInfo("/usr/lib") is { Exists: true } libraries && libraries.EnumerateDirectories()
            .Append(libraries).Any(folder => File.Exists(Path.Combine(folder.FullName, Libraries)));
        if (!isThere) Ignore(Libraries, "xrootd-plugins");
    }

    private static void Ignore(string what, string package)
    {
        string reason = $"{what} is not there: apt-get install {package}";
        if (Environment.GetEnvironmentVariable("HEP_REQUIRE_XROOTD") == "1") Assert.Fail(reason);
        Assert.Ignore(reason);
    }
}
