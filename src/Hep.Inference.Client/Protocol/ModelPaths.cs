namespace Hep.Inference.Client;

/// <summary>The paths of the service, relative to its address, which may have a path of its own.</summary>
internal static class ModelPaths
{
    public const string Server = "v2";
    public const string Live = "v2/health/live";
    public const string Ready = "v2/health/ready";
    public const string Index = "v2/repository/index";
    public const string Repository = "v2/repository/models";
    public const string Search = "v2/repository/search";
    public const string Deleted = "v2/repository/deleted";
    public const string History = "v2/repository/history";
    public const string Usage = "v2/repository/usage";

    public static string OfModel(string name, VersionReference version) => $"v2/models/{Part(name)}{OfVersion(version)}";

    public static string OfRepository(string name, VersionReference version = default) =>
        $"{Repository}/{Part(name)}{OfVersion(version)}";

    private static string OfVersion(VersionReference version) =>
        version.IsDefault ? "" : $"/versions/{Uri.EscapeDataString(version.ToString())}";

    private static string Part(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Uri.EscapeDataString(name);
    }
}
