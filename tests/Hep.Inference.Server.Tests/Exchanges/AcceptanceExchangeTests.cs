using Hep.Inference.Testing;

namespace Hep.Inference.Server.Tests.Exchanges;

[TestFixture]
public sealed class AcceptanceExchangeTests
{
    [Test]
    public async Task Clients_of_TFaaS_get_the_answers_that_they_expect()
    {
        Exchange[] exchanges = [.. Exchange.ReadAll().Where(e => e.Id[0] == 'T')];
        await using Service service = await Service.StartAsync(change: o => o with { OpenAdministration = true });

        List<string> wrong = await PlayAsync(service, exchanges);

        Assert.That(wrong, Is.Empty);
        Assert.That(exchanges, Has.Length.EqualTo(41));
    }

    [Test]
    public async Task Clients_of_the_Open_Inference_Protocol_get_the_answers_that_they_expect()
    {
        Exchange[] exchanges = [.. Exchange.ReadAll().Where(e => e.Id[0] == 'P')];
        await using Service service = await Service.StartAsync(change: o => o with { OpenAdministration = true });
        await FixtureRepository.FillAsync(service);

        List<string> wrong = await PlayAsync(service, exchanges);

        Assert.That(wrong, Is.Empty);
        Assert.That(exchanges, Has.Length.EqualTo(59));
    }

    private static async Task<List<string>> PlayAsync(Service service, IEnumerable<Exchange> exchanges)
    {
        List<string> wrong = [];
        foreach (Exchange exchange in exchanges)
            if (await ExchangePlayer.PlayAsync(service.Http, exchange) is { Length: > 0 } problem) wrong.Add(problem);
        return wrong;
    }
}
