namespace Hep.Root.IO.Writing.Files;

/// <summary>
/// ROOT's dates (TDatime): years from 1995, months, days, hours, minutes and seconds in 6, 4, 5, 5, 6 and 6 bits, local time.
/// </summary>
internal static class RootDate
{
    public static uint Of(DateTimeOffset time)
    {
        int year = Math.Clamp(time.Year - 1995, 0, 63);
        return (uint)(year << 26 | time.Month << 22 | time.Day << 17 | time.Hour << 12 | time.Minute << 6 | time.Second);
    }
}
