using System.Xml.Linq;
using Hep.Testing;

namespace Hep.MLaaS.Architecture.Tests;

/// <summary>Which package may know whom: a row here is a decision.</summary>
public sealed class PackageReferences
{
    /// <summary>
    /// Direct references, projects and packages; any library may have the logging abstractions, and build-only references are free.
    /// </summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Hep.Jagged"] = ["System.Numerics.Tensors", "CommunityToolkit.HighPerformance"],
        ["Hep.Jagged.Arrow"] = ["Hep.Jagged", "Apache.Arrow"],
        ["Hep.Root.IO"] =
            ["Hep.Jagged", "CommunityToolkit.HighPerformance", "System.IO.Hashing", "Polly.Core", "BouncyCastle.Cryptography",
                "K4os.Compression.LZ4", "ZstdSharp.Port"],
        ["Hep.Root.IO.Generators"] = [],
        ["Hep.Onnx"] = ["Hep.Jagged", "Google.Protobuf"],
        ["Hep.Train"] = ["Hep.Jagged", "Hep.Onnx"],
        ["Hep.Train.ML"] = ["Hep.Train", "Microsoft.ML", "Microsoft.ML.FastTree", "Microsoft.ML.LightGbm"],
        ["Hep.Train.TorchSharp"] = ["Hep.Train", "TorchSharp"],
        ["Hep.Train.Python"] = ["Hep.Train", "Hep.Inference.OnnxRuntime"],
        ["Hep.Inference"] = ["Hep.Jagged", "Hep.Onnx"],
        ["Hep.Inference.OnnxRuntime"] = ["Hep.Inference", "Microsoft.ML.OnnxRuntime"],
        ["Hep.Inference.Client"] = ["Hep.Inference", "Grpc.Net.Client", "Google.Protobuf", "Polly.Core"],
        ["Hep.Inference.Server"] =
            ["Hep.Inference.OnnxRuntime", "Hep.Root.IO", "Microsoft.AspNetCore.App", "Grpc.AspNetCore", "Microsoft.AspNetCore.OpenApi",
                "Microsoft.IdentityModel.Protocols.OpenIdConnect", "Microsoft.Data.Sqlite", "Npgsql", "AWSSDK.S3", "StbImageSharp"],
        ["Hep.Tool"] = ["*"],
    };

    private static IEnumerable<string> Projects => Directory.EnumerateDirectories(Path.Combine(TestData.Repository, "src"))
        .Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Projects))]
    public void Package_references_only_what_the_table_allows(string project)
    {
        string[] allowed = Allowed[project];

        string[] surplus = [.. References(project)
            .Where(r => !allowed.Contains(r) && !allowed.Contains("*") && r != "Microsoft.Extensions.Logging.Abstractions")];

        Assert.That(surplus, Is.Empty);
    }

    [Test]
    public void No_package_references_itself_through_others()
    {
        foreach (string project in Projects) Assert.That(Reachable(project), Does.Not.Contain(project));
    }

    [Test]
    public void Reading_never_knows_training_or_serving() =>
        Assert.That(Reachable("Hep.Root.IO").Where(r => r.StartsWith("Hep.", StringComparison.Ordinal)),
            Is.EquivalentTo((string[])["Hep.Jagged"]));

    [TestCase("Hep.Jagged")]
    [TestCase("Hep.Jagged.Arrow")]
    [TestCase("Hep.Root.IO")]
    [TestCase("Hep.Inference.Client")]
    public void What_must_run_compiled_ahead_of_time_is_built_for_it_with_all_it_knows(string project)
    {
        foreach (string each in Reachable(project).Where(Allowed.ContainsKey).Append(project))
            Assert.That(Project(each).Descendants("IsAotCompatible").Select(e => e.Value), Is.EqualTo(new[] { "true" }), each);
    }

    private static HashSet<string> Reachable(string project)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(References(project));
        while (open.TryPop(out string? next))
            if (reached.Add(next) && Allowed.ContainsKey(next))
                foreach (string reference in References(next)) open.Push(reference);
        return reached;
    }

    private static IEnumerable<string> References(string project)
    {
        foreach (XElement element in Project(project).Descendants())
        {
            if (element.Name.LocalName is not ("ProjectReference" or "PackageReference" or "FrameworkReference" or "Reference")) continue;
            bool buildOnly = (string?)element.Attribute("PrivateAssets") == "all"
                || (string?)element.Attribute("OutputItemType") == "Analyzer";
            if (!buildOnly)
                yield return Path.GetFileNameWithoutExtension(((string)element.Attribute("Include")!).Replace('\\', '/')) is var name
                    && element.Name.LocalName == "ProjectReference"
                    ? name : (string)element.Attribute("Include")!;
        }
    }

    private static XDocument Project(string project) =>
        XDocument.Load(Path.Combine(TestData.Repository, "src", project, $"{project}.csproj"));
}
