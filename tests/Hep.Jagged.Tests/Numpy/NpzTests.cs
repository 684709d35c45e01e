using System.Text;
using CsCheck;
using Hep.Testing;

namespace Hep.Jagged.Tests.Numpy;

/// <summary>Arrays of NumPy: what is written is read back, what NumPy wrote is read, what is damaged is refused.</summary>
public sealed class NpzTests
{
    [Test]
    public async Task Every_type_reads_back()
    {
        using NpzWriter writer = new();
        writer.Add<bool>("bool", [true, false]);
        writer.Add<sbyte>("i1", [-1, 127]);
        writer.Add<short>("i2", [-1, 300]);
        writer.Add<int>("i4", [-1, 70_000]);
        writer.Add<long>("i8", [-1, long.MaxValue]);
        writer.Add<byte>("u1", [1, 255]);
        writer.Add<ushort>("u2", [1, ushort.MaxValue]);
        writer.Add<uint>("u4", [1, uint.MaxValue]);
        writer.Add<ulong>("u8", [1, ulong.MaxValue]);
        writer.Add<float>("f4", [1.5f, float.NaN]);
        writer.Add<double>("f8", [1.5, double.NegativeInfinity]);
        writer.Add("names", ["Jet_pt[0]", "", "η😀"]);

        using NpzReader reader = await ReadAsync(writer);

        Assert.That(reader.Names, Is.EqualTo(new[] { "bool", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "names" }));
        Assert.That((await reader.ReadAsync("bool")).Values<bool>().ToArray(), Is.EqualTo(new[] { true, false }));
        Assert.That((await reader.ReadAsync("i2")).Values<short>().ToArray(), Is.EqualTo(new short[] { -1, 300 }));
        Assert.That((await reader.ReadAsync("u8")).Values<ulong>().ToArray(), Is.EqualTo(new ulong[] { 1, ulong.MaxValue }));
        Assert.That((await reader.ReadAsync("f4")).Values<float>().ToArray(), Is.EqualTo(new[] { 1.5f, float.NaN }));
        Assert.That((await reader.ReadAsync("f8")).Values<double>().ToArray(), Is.EqualTo(new[] { 1.5, double.NegativeInfinity }));
        Assert.That((await reader.ReadAsync("names")).Texts(), Is.EqualTo(new[] { "Jet_pt[0]", "", "η😀" }));
    }

    [TestCase(64 << 20)]
    [TestCase(100)]
    public async Task Arrays_grow_side_by_side_in_memory_or_beyond(int bufferBytes)
    {
        using NpzWriter writer = new(new NpzOptions { BufferBytes = bufferBytes, TemporaryFolder = TestData.NewFolder() });
        NpzArray<float> features = writer.Begin<float>("features", 3);
        NpzArray<long> entries = writer.Begin<long>("entries", 2);
        for (int i = 0; i < 50; i++)
        {
            features.Append([i, i, i, -i, -i, -i]);
            entries.Append([0, 2 * i, 0, 2 * i + 1]);
        }

        using NpzReader reader = await ReadAsync(writer);

        NpyArray read = await reader.ReadAsync("features");
        Assert.That(read.Shape, Is.EqualTo(new[] { 100, 3 }));
        Assert.That(read.Values<float>()[297..].ToArray(), Is.EqualTo(new float[] { -49, -49, -49 }));
        Assert.That((await reader.ReadAsync("entries")).Values<long>()[^1], Is.EqualTo(99));
    }

    [Test]
    public async Task Arrays_without_rows_and_rows_without_elements_keep_their_shape()
    {
        using NpzWriter writer = new();
        writer.Begin<float>("none", 4);
        writer.Begin<float>("narrow", 0).AppendEmpty(7);

        using NpzReader reader = await ReadAsync(writer);

        Assert.That((await reader.ReadAsync("none")).Shape, Is.EqualTo(new[] { 0, 4 }));
        Assert.That((await reader.ReadAsync("narrow")).Shape, Is.EqualTo(new[] { 7, 0 }));
    }

    [Test]
    public async Task Equal_arrays_make_equal_files()
    {
        byte[][] files = new byte[2][];
        for (int i = 0; i < 2; i++)
        {
            using NpzWriter writer = new();
            writer.Add<float>("x", [1, 2, 3]);
            MemoryStream stream = new();
            await writer.WriteAsync(stream);
            files[i] = stream.ToArray();
        }

        Assert.That(files[0], Is.EqualTo(files[1]));
    }

    [Test]
    public void A_header_is_what_numpy_writes()
    {
        byte[] header = new NpyHeader(NpyType.Of<float>(), false, [3]).ToBytes();

        Assert.That(header, Has.Length.EqualTo(128));
        Assert.That(Encoding.Latin1.GetString(header),
            Does.StartWith("\u0093NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }").And.EndWith(" \n"));
    }

    [Test]
    public async Task What_numpy_wrote_is_read()
    {
        using NpzReader reader = NpzReader.Open(TestData.Reference("demo", "reference.npz"));

        NpyArray features = await reader.ReadAsync("standard");
        Assert.That(features.Shape, Is.EqualTo(new[] { 200, 157 }));
        Assert.That(features.Values<float>().ToArray().Sum(x => Math.Abs((double)x)), Is.EqualTo(10305.798193440203).Within(1e-3));
        Assert.That(() => features.Values<double>().Length, Throws.TypeOf<PipelineException>().With.Message.Contains("float32"));
        Assert.That(async () => await reader.ReadAsync("standart"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("Nearest: standard"));
    }

    [Test]
    public async Task Foreign_byte_order_and_first_index_fastest_are_brought_into_ours()
    {
        byte[] file = Npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6]);

        NpyArray read = await NpyArray.ReadAsync(new MemoryStream(file), file.Length);

        Assert.That(read.Values<short>().ToArray(), Is.EqualTo(new short[] { 1, 2, 3, 4, 5, 6 }));
    }

    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,), }", "too large")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647, 2147483647,), }", "too large")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), }", "at most 16")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 99999999999999), }", "too large")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "needs 20 bytes")]
    [TestCase("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }", "'<f2' is not read")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "records")]
    [TestCase("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "not read")]
    [TestCase("{'descr': '<f4', 'fortran_order': False}", "are expected")]
    [TestCase("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }", "True or False")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "a size")]
    [TestCase("{'descr': '<f4", "does not end")]
    public void A_header_that_does_not_fit_is_refused(string dictionary, string message)
    {
        byte[] file = Npy(dictionary, new byte[16]);

        Assert.That(async () => await NpyArray.ReadAsync(new MemoryStream(file), 16),
            Throws.TypeOf<PipelineException>().With.Message.Contains(message));
    }

    [Test]
    public async Task Damaged_archives_throw_the_packages_own_exception_or_read()
    {
        using NpzWriter writer = new();
        writer.Add<float>("x", [1, 2, 3, 4], 2);
        writer.Add("names", ["a", "bc"]);
        MemoryStream stream = new();
        await writer.WriteAsync(stream);
        byte[] valid = stream.ToArray();

        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, valid.Length]).Sample((at, value, length) =>
        {
            byte[] damaged = valid[..(length % 4 == 0 ? length : valid.Length)];
            if (at < damaged.Length) damaged[at] = value;
            try
            {
                using NpzReader reader = new(new MemoryStream(damaged));
                foreach (string name in reader.Names) _ = reader.ReadAsync(name).GetAwaiter().GetResult();
            }
            catch (PipelineException)
            {
                // that is what may happen
            }
        }, iter: 3000);
    }

    [Test]
    public void A_name_is_taken_once_and_rows_are_whole()
    {
        using NpzWriter writer = new();
        writer.Add<float>("x", [1]);

        Assert.That(() => writer.Add<float>("x", [1]), Throws.TypeOf<PipelineException>());
        Assert.That(() => writer.Add<float>("y", [1, 2, 3], 2),
            Throws.TypeOf<PipelineException>().With.Message.Contains("rows of 2 elements"));
    }

    private static async Task<NpzReader> ReadAsync(NpzWriter writer)
    {
        MemoryStream stream = new();
        await writer.WriteAsync(stream);
        return new NpzReader(new MemoryStream(stream.ToArray()));
    }

    private static byte[] Npy(string dictionary, byte[] elements) =>
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)dictionary.Length, 0,
            .. Encoding.ASCII.GetBytes(dictionary), .. elements];
}
