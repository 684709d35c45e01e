using System.Net;
using Hep.Inference.Testing;
using Hep.Testing;

namespace Hep.Inference.Server.Tests.Repository;

public sealed class InterruptionTests
{
    private const string Row = """{"inputs":[{"name":"inputs","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}]}""";

    [Test]
    public async Task What_a_killed_service_left_half_done_is_cleared_at_the_next_start()
    {
        string folder = TestData.NewFolder();
        await using (Service service = await Service.StartAsync(folder)) await service.UploadAsync("linear", Models.Linear(0.5f));
        string staged = Path.Combine(folder, "models", "staging", "0123456789abcdef"),
            orphan = Path.Combine(folder, "models", "blobs", "ff", new string('f', 64));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(staged, "half");
        await File.WriteAllTextAsync(orphan, "renamed, but its row was never written");

        await using Service restarted = await Service.StartAsync(folder);

        Assert.That(File.Exists(staged) || File.Exists(orphan), Is.False);
        Assert.That((await restarted.GetModelAsync("linear")).Versions, Has.Count.EqualTo(1));
        Assert.That((await restarted.PostAsync("/v2/models/linear/infer", Row)).Status, Is.EqualTo(HttpStatusCode.OK));
    }
}
