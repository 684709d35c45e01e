using CsCheck;

namespace Hep.Jagged.Tests.Statistics;

public sealed class OrderStatisticsTests
{
    [Test]
    public void The_value_of_a_rank_is_that_of_the_sorted_values_and_stands_between_smaller_and_larger_ones() =>
        Gen.Select(Gen.Frequency((1, Gen.Int[0, 3]), (1, Gen.Int[-1000, 1000])).Array[1, 300], Gen.Int[0, 299]).Sample((numbers, seed) =>
        {
            double[] values = Array.ConvertAll(numbers, n => n * 0.5), sorted = [.. values.Order()];
            int rank = seed % values.Length;

            double found = OrderStatistics.Select(values, rank);

            return found == sorted[rank] && values[rank] == found
                && values[..rank].All(v => v <= found) && values[rank..].All(v => v >= found)
                && values.Order().SequenceEqual(sorted);
        }, iter: 2000);

    [TestCase("ascending")]
    [TestCase("descending")]
    [TestCase("equal")]
    [TestCase("organ pipe")]
    public void Orders_that_are_hard_to_divide_are_no_trouble(string order)
    {
        const int count = 200_001;
        double[] values = [.. Enumerable.Range(0, count).Select(i => order switch
        {
            "ascending" => i,
            "descending" => -i,
            "equal" => 4.0,
            _ => Math.Min(i, count - 1 - i),
        })];
        double[] sorted = [.. values.Order()];

        Assert.That(OrderStatistics.Select(values, count / 4), Is.EqualTo(sorted[count / 4]));
    }
}
