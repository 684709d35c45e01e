using Hep.Tool.Terminal;
using Microsoft.Extensions.Logging;

namespace Hep.Tool.Tests.Terminal;

public sealed class MessageLogTests
{
    [Test]
    public void A_message_is_one_line_whatever_it_quotes()
    {
        using StringWriter output = new() { NewLine = "\n" };
        using MessageLog log = new(output, "hep serve");

        log.CreateLogger("any").Log(LogLevel.Warning, new EventId(1), "a\u001b[31m\nb", null, static (text, _) => text);

        Assert.That(output.ToString(), Is.EqualTo("hep serve: warning: a [31m b\n"));
    }
}
