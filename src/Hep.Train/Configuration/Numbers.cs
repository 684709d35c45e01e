using Hep.Jagged;

namespace Hep.Train;

/// <summary>Numbers of a configuration that have a range.</summary>
internal static class Numbers
{
    extension(JsonSection section)
    {
        /// <summary>A number from 0 to below 1.</summary>
        public double Fraction() =>
            section.Number() is >= 0 and < 1 and var number ? number : throw section.Error("A number from 0 to below 1 is expected.");

        /// <summary>A number from 0 to 1.</summary>
        public double Share() =>
            section.Number() is >= 0 and <= 1 and var number ? number : throw section.Error("A number from 0 to 1 is expected.");

        /// <summary>A number above 0.</summary>
        public double Positive() => section.Number() is > 0 and var number ? number : throw section.Error("A number above 0 is expected.");

        /// <summary>A number from 0.</summary>
        public double NotNegative() =>
            section.Number() is >= 0 and var number ? number : throw section.Error("A number from 0 is expected.");
    }
}
