using System.Text;
using Hep.Testing;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Terminal;

public sealed class SessionTests
{
    [TestCase("ls")]
    [TestCase("digest")]
    [TestCase("completion", "bash")]
    public async Task A_standard_output_that_takes_nothing_is_a_message_and_no_stack(string verb, string? argument = null)
    {
        using FullDisk disk = new();
        using MemoryStream error = new();
        int code;

        await using (Session session = new(disk, error, TestData.Repository))
            code = await Program.RunAsync([verb, argument ?? TestData.Sample("signal.root")], session);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(Encoding.UTF8.GetString(error.ToArray()),
            Is.EqualTo("hep: Standard output cannot be written: No space left on device\n"));
    }

    [Test]
    public async Task A_table_is_as_wide_as_it_needs_and_breaks_no_cell()
    {
        using MemoryStream output = new();
        string digest = new('a', 300);
        await using (Session session = new(output, Stream.Null, TestData.Repository))
        {
            TextTable table = new("model", ">size", "digest");
            table.Add("higgs", "158 kB", digest);
            table.Write(session, session.Output);
        }

        Assert.That(Encoding.UTF8.GetString(output.ToArray()).Split('\n'), Has.One.Contains("158 kB").And.One.Contains(digest));
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            buffer.IsEmpty ? ValueTask.CompletedTask : ValueTask.FromException(new IOException("No space left on device"));
    }
}
