using System.Text;
using Hep.Jagged;
using Hep.Root.IO.Tests.Writing;
using Hep.Testing;

namespace Hep.Root.IO.Tests.Merging;

/// <summary>Makes files to merge, and merges them.</summary>
internal static class MergeFiles
{
    /// <summary>A file of what is written into it.</summary>
    public static async Task<string> MakeAsync(string folder, string name, Func<RootFileWriter, Task> write)
    {
        string path = Path.Combine(folder, name);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        await write(output);
        await output.CompleteAsync();
        return path;
    }

    /// <summary>A file with one tree, Events, of these columns.</summary>
    public static Task<string> MakeTreeAsync(string folder, string name, params Column[] columns) =>
        MakeAsync(folder, name, output => output.WriteTreeAsync("Events", WrittenEvents.Stream(WrittenEvents.Batch(columns))));

    /// <summary>Merges files; the path of the result.</summary>
    public static async Task<string> MergeAsync(MergeOptions? options, params string[] files)
    {
        string path = Path.Combine(TestData.NewFolder(), "merged.root");
        RootMerge merge = await RootMerge.OpenAsync(files, options);
        await using RootFileWriter output = await RootFileWriter.CreateAsync(path);
        await merge.WriteAsync(output);
        await output.CompleteAsync();
        return path;
    }

    /// <summary>The same file with a record that states a wrong length: the first of that class and name.</summary>
    public static async Task<string> DamageAsync(string path, string className, string name)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path);
        byte[] named = [(byte)className.Length, .. Encoding.ASCII.GetBytes(className), (byte)name.Length, .. Encoding.ASCII.GetBytes(name)];
        int record = bytes.AsSpan().IndexOf(named) - 26;        // TKey: the class stands behind 26 bytes, the length is the first of them
        Assert.That(record, Is.Positive, $"a record of {className} {name}");
        bytes.AsSpan(record, 4).Fill(0x7f);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }
}
