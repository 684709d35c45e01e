namespace Hep.Root.IO;

/// <summary>The version of the ROOT that wrote a file.</summary>
internal static class WriterVersion
{
    /// <summary>The number of a file's header as the makers of ROOT write it: 62404 is <c>6.24/04</c>.</summary>
    public static string Format(int version) =>
        FormattableString.Invariant($"{version / 10_000}.{version / 100 % 100:00}/{version % 100:00}");
}
