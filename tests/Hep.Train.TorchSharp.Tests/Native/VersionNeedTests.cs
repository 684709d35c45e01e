using System.Buffers.Binary;
using CsCheck;

namespace Hep.Train.TorchSharp.Tests;

public sealed class VersionNeedTests
{
    private const int FlagsOfSecondNeed = 0x40 + 16 + 16 + 4;   // behind the ELF header: the need of a library, its first version, flags

    [Test]
    public void One_bit_makes_the_need_of_a_version_weak()
    {
        byte[] before = Library(), library = Library();

        bool found = VersionNeed.TryWeaken(library, "GLIBCXX_3.4.32");

        Assert.That(found, Is.True);
        Assert.That(Enumerable.Range(0, library.Length).Where(i => library[i] != before[i]), Is.EqualTo([FlagsOfSecondNeed]));
        Assert.That(library[FlagsOfSecondNeed], Is.EqualTo(2));
    }

    [TestCase("GLIBCXX_3.4.3")]
    [TestCase("GLIBCXX_3.4.33")]
    public void A_version_that_is_not_needed_changes_nothing(string version)
    {
        byte[] library = Library();

        Assert.That(VersionNeed.TryWeaken(library, version), Is.False);
        Assert.That(library, Is.EqualTo(Library()));
    }

    [Test]
    public void What_is_no_library_is_left_alone() => Assert.That(VersionNeed.TryWeaken(new byte[100], "GLIBCXX_3.4.32"), Is.False);

    [Test]
    public void A_damaged_library_is_never_read_beyond_its_end() =>
        Gen.Select(Gen.Int[0, Library().Length - 1], Gen.Byte).Array[1, 6].Select(Gen.Int[0, Library().Length]).Sample(damage =>
        {
            byte[] library = Library();
            foreach ((int at, byte value) in damage.Item1) library[at] = value;
            VersionNeed.TryWeaken(library.AsSpan(0, damage.Item2), "GLIBCXX_3.4.32");
        }, iter: 20_000);

    /// <summary>An ELF64 file of three sections: none, the needs (one library, two versions), their texts.</summary>
    private static byte[] Library()
    {
        byte[] texts = [0, .. "GLIBCXX_3.4.30\0GLIBCXX_3.4.32\0"u8];
        const int needs = 0x40, needsLength = 48;
        int textsAt = needs + needsLength, headers = textsAt + texts.Length;
        byte[] library = new byte[headers + 3 * 0x40];
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]).CopyTo(library);
        BinaryPrimitives.WriteInt64LittleEndian(library.AsSpan(0x28), headers);
        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(0x3A), 0x40);
        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(0x3C), 3);

        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(needs + 2), 2);           // versions of this library
        BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(needs + 8), 16);          // the first of them
        Version(needs + 16, name: 1, next: 16);
        Version(needs + 32, name: 16, next: 0);
        texts.CopyTo(library.AsSpan(textsAt));
        Section(1, type: 0x6ffffffe, needs, needsLength, link: 2);
        Section(2, type: 3, textsAt, texts.Length, link: 0);
        return library;

        void Version(int at, uint name, uint next)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(at + 8), name);
            BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(at + 12), next);
        }

        void Section(int index, uint type, long start, long length, uint link)
        {
            Span<byte> header = library.AsSpan(headers + index * 0x40);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
            BinaryPrimitives.WriteInt64LittleEndian(header[0x18..], start);
            BinaryPrimitives.WriteInt64LittleEndian(header[0x20..], length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[0x28..], link);
        }
    }
}
