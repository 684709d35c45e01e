using CsCheck;
using Hep.Jagged;
using Hep.Root.IO.Datasets;

namespace Hep.Root.IO.Tests.Datasets;

public sealed class TypePromotionTests
{
    private static readonly Gen<ElementType> Types = Gen.Int[0, (int)ElementType.Bytes].Select(i => (ElementType)i);

    [TestCase(ElementType.Bool, ElementType.Int32, ElementType.Int32)]
    [TestCase(ElementType.Bool, ElementType.Float32, ElementType.Float32)]
    [TestCase(ElementType.Int8, ElementType.UInt8, ElementType.Int16)]
    [TestCase(ElementType.Int16, ElementType.Int32, ElementType.Int32)]
    [TestCase(ElementType.Int32, ElementType.UInt32, ElementType.Int64)]
    [TestCase(ElementType.UInt16, ElementType.UInt64, ElementType.UInt64)]
    [TestCase(ElementType.Int16, ElementType.Float32, ElementType.Float32)]
    [TestCase(ElementType.UInt16, ElementType.Float32, ElementType.Float32)]
    [TestCase(ElementType.Int32, ElementType.Float32, ElementType.Float64)]
    [TestCase(ElementType.Int32, ElementType.Float64, ElementType.Float64)]
    [TestCase(ElementType.Float32, ElementType.Float64, ElementType.Float64)]
    [TestCase(ElementType.String, ElementType.String, ElementType.String)]
    [TestCase(ElementType.Int64, ElementType.Float64, null)]
    [TestCase(ElementType.Int64, ElementType.Float32, null)]
    [TestCase(ElementType.Int32, ElementType.UInt64, null)]
    [TestCase(ElementType.String, ElementType.Bytes, null)]
    [TestCase(ElementType.Float64, ElementType.String, null)]
    public void The_common_type_is_the_smallest_without_loss(ElementType first, ElementType second, ElementType? common)
    {
        Assert.That(TypePromotion.Common(first, second), Is.EqualTo(common));
    }

    [Test]
    public void The_order_of_types_does_not_matter() =>
        Gen.Select(Types, Types).Sample((a, b) => TypePromotion.Common(a, b) == TypePromotion.Common(b, a));

    [Test]
    public void What_both_types_hold_the_common_type_holds_too() =>
        Gen.Select(Types, Types, Gen.OneOf(Gen.Double, Gen.Int.Select(i => (double)i), Gen.Const(255.0), Gen.Const(-128.0)))
            .Sample((a, b, value) =>
                TypePromotion.Common(a, b) is not { } common || !TypePromotion.Holds(a, value) || TypePromotion.Holds(common, value));

    [TestCase(ElementType.Bool, 1, true)]
    [TestCase(ElementType.Bool, 2, false)]
    [TestCase(ElementType.Int8, -128, true)]
    [TestCase(ElementType.Int8, 128, false)]
    [TestCase(ElementType.UInt8, -1, false)]
    [TestCase(ElementType.Int32, 0.5, false)]
    [TestCase(ElementType.Int32, double.NaN, false)]
    [TestCase(ElementType.Float32, 0.5, true)]
    [TestCase(ElementType.Float32, double.NaN, true)]
    [TestCase(ElementType.Float64, 0.1, true)]
    [TestCase(ElementType.String, 1, false)]
    public void A_type_holds_what_it_can_say_exactly(ElementType type, double value, bool holds)
    {
        Assert.That(TypePromotion.Holds(type, value), Is.EqualTo(holds));
    }
}
