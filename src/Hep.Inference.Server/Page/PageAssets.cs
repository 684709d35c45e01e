using System.Collections.Frozen;
using System.Reflection;

namespace Hep.Inference.Server.Page;

/// <summary>The files of the page, which are in the assembly; names have slashes (<c>views/model.js</c>).</summary>
internal static class PageAssets
{
    public const string Start = "index.html";

    private const string Prefix = "page/";

    private static readonly FrozenDictionary<string, PageAsset> ByPath = Read();

    public static PageAsset? TryFind(string path) => ByPath.GetValueOrDefault(path);

    private static FrozenDictionary<string, PageAsset> Read()
    {
        Assembly assembly = typeof(PageAssets).Assembly;
        Dictionary<string, PageAsset> assets = new(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            using Stream content = assembly.GetManifestResourceStream(resource)!;
            byte[] bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            string path = resource[Prefix.Length..];
            assets.Add(path, PageAsset.Of(path, bytes));
        }
        return assets.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
