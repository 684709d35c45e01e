using System.Text;
using Hep.Tool.Terminal;

namespace Hep.Tool.Tests.Terminal;

public sealed class ProgressLineTests
{
    [Test]
    public async Task Progress_tells_done_rate_and_time_left()
    {
        await using Session session = new(Stream.Null, Stream.Null, ".") { ErrorIsTerminal = true };
        using ProgressLine progress = new(session, "fit", "entries", total: 20_000, quiet: false);

        Assert.That(progress.Describe(5_000, TimeSpan.FromSeconds(2)),
            Is.EqualTo("fit: 5,000 of 20,000 entries (25 %), 2,500/s, 0:06 left"));
    }

    [Test]
    public async Task Without_a_total_there_is_no_time_left()
    {
        await using Session session = new(Stream.Null, Stream.Null, ".") { ErrorIsTerminal = true };
        using ProgressLine progress = new(session, "fit", "entries", total: null, quiet: false);

        Assert.That(progress.Describe(5_000, TimeSpan.FromSeconds(2)), Is.EqualTo("fit: 5,000 entries, 2,500/s"));
    }

    [TestCase(true, false, true)]
    [TestCase(true, true, false)]
    [TestCase(false, false, false)]
    public async Task Progress_is_drawn_on_a_terminal_alone_and_quiet_silences_it(bool terminal, bool quiet, bool drawn)
    {
        using MemoryStream error = new();
        await using Session session = new(Stream.Null, error, ".") { ErrorIsTerminal = terminal };

        using (ProgressLine progress = new(session, "fit", "entries", total: 10, quiet)) progress.Report(5);

        Assert.That(Encoding.UTF8.GetString(error.ToArray()).Length > 0, Is.EqualTo(drawn));
    }
}
