using Hep.Root.IO.Serialization;

namespace Hep.Root.IO.Tests.Serialization;

/// <summary>Baskets inside the record of their tree.</summary>
public sealed class EmbeddedBasketTests
{
    [Test]
    public void A_basket_without_offsets_holds_data_behind_a_copy_of_its_key()
    {
        EmbeddedBasket basket = Read(KeyOf(entries: 2, entryBytes: 4, dataBytes: 8, flag: 12).Raw(new byte[KeyBytes]).Int32(10).Int32(20));

        Assert.That(basket.Header.EntryCount, Is.EqualTo(2));
        Assert.That(basket.Data, Is.EqualTo(new byte[] { 0, 0, 0, 10, 0, 0, 0, 20 }));
        Assert.That(basket.Offsets, Is.Empty);
    }

    [Test]
    public void A_basket_with_offsets_has_as_many_as_entries()
    {
        EmbeddedBasket basket = Read(KeyOf(entries: 2, entryBytes: 1000, dataBytes: 3, flag: 11)
            .Int32(2).Int32(KeyBytes).Int32(KeyBytes + 1).Raw(new byte[KeyBytes]).Byte(7).Byte(8).Byte(9));

        Assert.That(basket.Offsets, Is.EqualTo(new[] { KeyBytes, KeyBytes + 1 }));
        Assert.That(basket.Data, Is.EqualTo(new byte[] { 7, 8, 9 }));
    }

    [Test]
    public void A_header_alone_has_no_data() => Assert.That(Read(KeyOf(entries: 3, entryBytes: 4, dataBytes: 12, flag: 0)).Data, Is.Empty);

    [Test]
    public void An_empty_basket_with_the_flag_of_offsets_stores_none() =>
        Assert.That(Read(KeyOf(entries: 0, entryBytes: 1000, dataBytes: 0, flag: 11).Raw(new byte[KeyBytes])).Data, Is.Empty);

    [Test]
    public void A_negative_size_announces_features_of_which_unknown_ones_are_refused()
    {
        Assert.That(Read(KeyOf(entries: 1, entryBytes: -1000, dataBytes: 0, flag: 80, ioBits: 1)).Header.GeneratesOffsets, Is.True);
        Assert.Throws<RootException>(() => Read(KeyOf(entries: 1, entryBytes: -1000, dataBytes: 0, flag: 80, ioBits: 2)));
    }

    [TestCase(-1, 4)]
    [TestCase(1, -40)]
    public void Negative_counts_are_refused(int entries, int dataBytes) =>
        Assert.Throws<RootException>(() => Read(KeyOf(entries, entryBytes: 4, dataBytes, flag: 12).Raw(new byte[200])));

    [Test]
    public void Every_truncation_is_refused()
    {
        byte[] whole = KeyOf(entries: 2, entryBytes: 1000, dataBytes: 3, flag: 11)
            .Int32(2).Int32(KeyBytes).Int32(KeyBytes + 1).Raw(new byte[KeyBytes]).Raw([7, 8, 9]).ToArray();

        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<RootException>(() => Read(new RecordBytes().Raw(whole.AsSpan(0, length))),
                $"cut to {length} of {whole.Length} bytes");
    }

    // 26 bytes of a small key, the strings TBasket, x and t, 19 bytes of TBasket.
    private const int KeyBytes = 26 + 8 + 2 + 2 + 19;

    private static RecordBytes KeyOf(int entries, int entryBytes, int dataBytes, int flag, int? ioBits = null)
    {
        int keyBytes = KeyBytes + (ioBits is null ? 0 : 1);
        RecordBytes key = new RecordBytes().Int32(keyBytes).Int16(4).Int32(dataBytes).Int32(0).Int16(keyBytes).Int16(0).Int32(0).Int32(0)
            .Text("TBasket").Text("x").Text("t").Int16(3).Int32(32_000).Int32(entryBytes);
        if (ioBits is { } bits) key.Byte(bits);
        return key.Int32(entries).Int32(keyBytes + dataBytes).Byte(flag);
    }

    private static EmbeddedBasket Read(RecordBytes bytes)
    {
        RootBuffer buffer = new(bytes.ToArray());
        return EmbeddedBasket.Read(ref buffer);
    }
}
