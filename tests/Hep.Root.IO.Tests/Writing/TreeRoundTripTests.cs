using Hep.Jagged;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Writing;

/// <summary>Trees that are written come back as they were.</summary>
public sealed class TreeRoundTripTests
{
    private static IEnumerable<TestCaseData> Written =>
        from format in Enum.GetValues<TreeFormat>()
        from compression in new[]
        {
            RootCompression.None, RootCompression.Zlib(1), RootCompression.Zlib(9), RootCompression.Lzma(1), RootCompression.Lz4(1),
            RootCompression.Lz4(9), RootCompression.Zstd(1), RootCompression.Zstd(9),
        }
        select new TestCaseData(format, compression).SetArgDisplayNames($"{format}", $"{compression}");

    [TestCaseSource(nameof(Written))]
    public async Task Every_form_of_column_comes_back_from_every_codec(TreeFormat format, RootCompression compression)
    {
        string path = Path.Combine(TestData.NewFolder(), "all.root");
        using EntryBatch first = WrittenEvents.AllForms(300, seed: 1), second = WrittenEvents.AllForms(211, seed: 2);

        await WrittenTree.WriteAsync(path, [first, second], new() { Compression = compression }, new() { Format = format });

        using EntryBatch expected = EntryBatch.Concat(first, second), found = await WrittenTree.ReadAsync(path);
        WrittenTree.AssertSame(found, expected);
    }
}
