using Hep.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hep.Inference.Server.Tests;

/// <summary>Options that cannot be meant end the start, not a request.</summary>
public sealed class OptionsTests
{
    private static readonly InferenceServerOptions Usual = new() { ModelsFolder = "models" };

    private static readonly (InferenceServerOptions Options, string Failure)[] Wrong =
    [
        (Usual with { ModelsFolder = " " }, "ModelsFolder is ' ': the path of a folder is allowed."),
        (Usual with { MaximumRequestBytes = 0 }, "MaximumRequestBytes is '0': a whole number from 1 on is allowed."),
        (Usual with { MaximumFileBytes = -1 }, "MaximumFileBytes is '-1': "),
        (Usual with { MaximumFileEntries = 0 }, "MaximumFileEntries is '0': "),
        (Usual with { MaximumModelBytes = 0 }, "MaximumModelBytes is '0': "),
        (Usual with { MemoryBytes = 0 }, "MemoryBytes is '0': "),
        (Usual with { RequestRate = new() { PerSecond = 0 } }, "RequestRate.PerSecond is '0': "),
        (Usual with { RequestRate = new() { PerSecond = 1, Burst = 0 } }, "RequestRate.Burst is '0': "),
        (Usual with { DeletedFor = TimeSpan.FromSeconds(-1) }, "DeletedFor is '-00:00:01': a time from 0 to 36500.00:00:00 is allowed."),
        (Usual with { StopNotice = TimeSpan.FromHours(1) }, "StopNotice is '01:00:00': a time from 0 to 00:10:00 is allowed."),
        (Usual with { TotalQuota = new() { Bytes = -1 } }, "TotalQuota.Bytes is '-1': a whole number from 0 on is allowed."),
        (Usual with { NamespaceQuotas = new Dictionary<string, RepositoryQuota> { ["a b"] = new() } }, "NamespaceQuotas is 'a b': "),
        (Usual with { AllowedHosts = ["http://models.example.org"] }, "AllowedHosts is 'http://models.example.org': "),
        (Usual with { AllowedUrlPrefixes = ["/store"] }, "AllowedUrlPrefixes is '/store': the beginning of a URL, "),
        (Usual with { AuditFile = "/no/such/folder/audit.jsonl" }, "AuditFile is '/no/such/folder/audit.jsonl': "),
        (Usual with { RequestLog = TestData.NewFolder() }, "RequestLog is '"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void An_option_that_cannot_be_meant_is_told_with_its_value_and_what_is_allowed(
        (InferenceServerOptions Options, string Failure) wrong)
    {
        OptionsValidationException refused =
            Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddHepInference(wrong.Options))!;

        Assert.That(refused.Failures.Single(), Does.StartWith(wrong.Failure));
    }

    [Test]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.That(Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddHepInference(
            Usual with { MaximumRequestBytes = 0, MaximumFileBytes = 0 }))!.Failures.Count(), Is.EqualTo(2));

    [Test]
    public void What_is_usual_is_allowed() =>
        Assert.That(() => new ServiceCollection().AddHepInference().AddHepInference(Usual with { RequestLog = "-" }), Throws.Nothing);
}
