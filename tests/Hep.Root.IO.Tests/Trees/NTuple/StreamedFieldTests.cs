using Hep.Jagged;
using Hep.Root.IO.Serialization;
using Hep.Root.IO.Tests.Serialization;
using Hep.Root.IO.Trees.Decoding;
using Hep.Root.IO.Trees.TTree;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Trees.NTuple;

public sealed class StreamedFieldTests
{
    [Test, Explicit]
    public async Task Explore()
    {
        foreach (string path in Directory.EnumerateFiles(TestData.Reference("corpus", "files"), "*.root").Order(StringComparer.Ordinal))
        {
            if (new FileInfo(path).Length > 3_000_000) continue;
            await using RootFile root = await RootFile.OpenAsync(path);
            foreach (RootKey key in await root.ReadKeysAsync())
            {
                if (key.ClassName != "TTree" || key.IsNTuple) continue;
                try
                {
                    StreamerInfos infos = await root.GetInfosAsync(default);
                    (Hep.Root.IO.Files.KeyRecord record, var payload) = await root.Records.ReadAsync(key.Seek, (int)key.StoredBytes, default);
                    TreeMetadata tree;
                    using (payload)
                        tree = await TreePlanning.PlanAsync(new ObjectReader(infos, RootReadLimits.Default, TreeMetadata.LeftOut)
                            .ReadRecord(key.ClassName, payload.Span, record.KeyLength), infos, root.Records, default);
                    foreach (var branch in tree.Programs.Values.Where(p => p.Decoder is NodeDecoder).Select(p => p.Branch).Distinct())
                        if (branch.ClassName == "TBranchElement" && branch.ElementId < 0 && branch.Children.Count == 0
                            && infos.Find(branch.ElementClassName, branch.ElementClassVersion, branch.ElementChecksum) is { } info)
                            TestContext.Out.WriteLine($"{Path.GetFileName(path)} | {key.Path} | {branch.Name} | {branch.ElementClassName} {info.Version} | type {branch.ElementType} | {branch.EntryCount} entries | {tree.Programs.Values.Count(p => p.Branch == branch)} columns");
                }
                catch (RootException failure) { TestContext.Out.WriteLine($"{Path.GetFileName(path)}: {failure.Message}"); }
            }
        }
    }
}
