namespace Hep.Tool.Bundles;

/// <summary>Where models wait that are on their way into a bundle or out of one.</summary>
internal static class BundleFolder
{
    /// <summary>A file of nobody else's that vanishes when it is closed.</summary>
    public static FileStream OpenTemporary() => new(Path.Combine(Path.GetTempPath(), $"hep-{Guid.NewGuid():N}"), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
    });
}
