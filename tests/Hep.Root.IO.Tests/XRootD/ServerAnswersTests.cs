using System.Buffers.Binary;
using System.Text;
using Hep.Root.IO.XRootD;

namespace Hep.Root.IO.Tests.XRootD;

/// <summary>Answers as servers of several kinds spell them.</summary>
public sealed class ServerAnswersTests
{
    [TestCase("34359738368 1234 51 1700000000 1700000001 1700000002 0644 xrootd xrootd\0")]
    [TestCase("34359738368 1234 51 1700000000")]
    public void A_status_has_four_fields_or_more(string text)
    {
        XRootDStatus status = StatRequest.Parse(Encoding.UTF8.GetBytes(text));

        Assert.That((status.Id, status.Length, status.Modified), Is.EqualTo(
            ("34359738368", 1234L, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000))));
        Assert.That((status.IsReadable, status.IsWritable, status.IsExecutable, status.IsDirectory, status.IsOffline),
            Is.EqualTo((true, true, true, true, false)));
    }

    [TestCase("")]
    [TestCase("1 2 3")]
    [TestCase("1 -2 3 4")]
    [TestCase("1 2 x 4")]
    [TestCase("1 2 3 99999999999999")]
    public void What_is_no_status_is_refused(string text) =>
        Assert.That(() => StatRequest.Parse(Encoding.UTF8.GetBytes(text)), Throws.TypeOf<XRootDException>());

    [Test]
    public void A_directory_is_listed_with_a_status_for_each_item_or_by_names_alone()
    {
        IReadOnlyList<XRootDEntry> known = DirectoryRequest.Parse(".\n0 0 0 0\na b.root\n1 2 16 3\nsub\n4 5 19 6\0"u8);
        IReadOnlyList<XRootDEntry> names = DirectoryRequest.Parse("a b.root\nsub\0"u8);

        Assert.That(known.Select(e => (e.Name, e.Status!.Length, e.Status.IsDirectory)),
            Is.EqualTo(new[] { ("a b.root", 2L, false), ("sub", 5L, true) }));
        Assert.That(names, Is.EqualTo(new[] { new XRootDEntry("a b.root", null), new XRootDEntry("sub", null) }));
        Assert.That(() => DirectoryRequest.Parse(".\n0 0 0 0\na\0"u8), Throws.TypeOf<XRootDException>());
    }

    [Test]
    public void Replicas_are_told_with_addresses_in_any_form() =>
        Assert.That(LocateRequest.Parse("Sr[::127.0.0.1]:23789 sw[::ffff:10.0.0.1]:1 Mr[2001:db8::1]:1094 mrhost:2\0"u8), Is.EqualTo(new[]
        {
            new XRootDReplica("127.0.0.1:23789", false, false, false), new XRootDReplica("10.0.0.1:1", false, true, true),
            new XRootDReplica("[2001:db8::1]:1094", true, false, false), new XRootDReplica("host:2", true, true, false),
        }));

    [TestCase(1095, "host", "host", 1095, null, "", "")]
    [TestCase(0, "host", "host", 1094, null, "", "")]
    [TestCase(1, "[2001:db8::1]?a=b", "2001:db8::1", 1, null, "a=b", "")]
    [TestCase(1, "2001:db8::1?a=b:c?d?e=1", "2001:db8::1", 1, null, "a=b:c", "d?e=1")]
    [TestCase(-1, "roots://host:7//p?x=y", "host", 7, "/p", "x=y", "")]
    [TestCase(-1, "root://host/", "host", 1094, null, "", "")]
    public void A_redirection_names_a_server_or_a_url(
        int port, string text, string host, int expected, string? path, string query, string token)
    {
        RedirectTarget target = RedirectTarget.Parse(Redirection(port, text));

        Assert.That((target.Host, target.Port, target.Path, target.Query, target.LoginToken),
            Is.EqualTo((host, expected, path, query, token)));
        Assert.That(target.UsesTls, Is.EqualTo(text.StartsWith("roots", StringComparison.Ordinal)));
    }

    [TestCase(1094, "")]
    [TestCase(70000, "host")]
    [TestCase(-1, "file:///etc/passwd")]
    [TestCase(-1, "host")]
    public void A_redirection_to_nowhere_is_refused(int port, string text) =>
        Assert.That(() => RedirectTarget.Parse(Redirection(port, text)), Throws.TypeOf<XRootDException>());

    [Test]
    public void Of_the_configuration_what_a_server_does_not_know_is_missing()
    {
        IReadOnlyDictionary<string, string> known =
            QueryRequest.ParseConfiguration(["version", "sitename", "readv_iov_max"], "v5.5.3\nsitename\n1024\n"u8);

        Assert.That(known, Is.EqualTo(new Dictionary<string, string> { ["version"] = "v5.5.3", ["readv_iov_max"] = "1024" }));
    }

    [TestCase("1024", "2097136", 1024, 2_097_136)]
    [TestCase("16", "4096", 16, 4096)]
    [TestCase("2097136", "1024", 1024, 2_097_136, Description = "the wrong way round")]
    [TestCase("0", "", 1024, 2_097_136)]
    [TestCase("99999999999", "-5", 1024, 2_097_136)]
    public void Limits_of_vector_reads_are_those_of_the_server_where_they_make_sense(string elements, string bytes, int most, int longest)
    {
        Dictionary<string, string> configuration = new() { ["readv_iov_max"] = elements, ["readv_ior_max"] = bytes };

        Assert.That(VectorLimits.Of(configuration), Is.EqualTo(new VectorLimits(most, longest)));
    }

    // The check value of CRC-32C.
    [Test]
    public void The_checksum_of_pages_is_that_of_castagnoli() => Assert.That(Crc32C.Of("123456789"u8), Is.EqualTo(0xE3069283));

    private static byte[] Redirection(int port, string text)
    {
        byte[] answer = new byte[4 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt32BigEndian(answer, port);
        Encoding.UTF8.GetBytes(text, answer.AsSpan(4));
        return answer;
    }
}
