using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Hep.Testing;

/// <summary>
/// Where the files are that tests read: the samples of this repository, and reference data beside the checkout where it exists.
/// </summary>
public static class TestData
{
    /// <summary>The root of this checkout.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>A file of <c>samples/data</c>, which is always there.</summary>
    public static string Sample(string name) => Path.Combine(Repository, "samples", "data", name);

    /// <summary>
    /// A file or folder of the reference data: <c>HEP_TEST_DATA</c>, or a folder <c>shared</c> beside the checkout.
    /// Where it is absent the test is skipped, and with <c>HEP_REQUIRE_DATA=1</c> it fails.
    /// </summary>
    public static string Reference(params string[] path)
    {
        string full = Path.Combine([ReferenceRoot, .. path]);
        if (File.Exists(full) || Directory.Exists(full)) return full;
        string reason = $"Reference data '{Path.Combine(path)}' is not there: set HEP_TEST_DATA to the folder that holds it.";
        if (Environment.GetEnvironmentVariable("HEP_REQUIRE_DATA") == "1") Assert.Fail(reason);
        Assert.Ignore(reason);
        return full;
    }

    /// <summary>Lets programs of other users into a folder: servers that were started as root run as somebody else.</summary>
    public static void OpenForOthers(string folder)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
    }

    /// <summary>Whether the reference data are there: for sources of test cases, which must not fail.</summary>
    public static bool HasReference => Directory.Exists(ReferenceRoot);

    /// <summary>A fresh folder for one test; the system's clean-up takes it.</summary>
    public static string NewFolder([CallerMemberName] string test = "") =>
        Directory.CreateTempSubdirectory($"hep-{test[..Math.Min(test.Length, 24)]}-").FullName;

    // Full, as the product names files in its errors.
    private static string ReferenceRoot => Path.GetFullPath(
        Environment.GetEnvironmentVariable("HEP_TEST_DATA") is { Length: > 0 } set ? set : Path.Combine(Repository, "..", "shared"));

    private static string FindRepository([CallerFilePath] string here = "")
    {
        foreach (string start in (string[])[AppContext.BaseDirectory, Path.GetDirectoryName(here)!, Environment.CurrentDirectory])
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Hep.MLaaS.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("Hep.MLaaS.sln was not found above the test's folder.");
    }
}
