using Hep.Inference.Server;
using Hep.Testing;
using Hep.Tool.Serving;
using k8s;
using k8s.Models;

namespace Hep.Tool.Tests.Deployment;

/// <summary>What deploy/ holds, against the types of Kubernetes and against what hep takes.</summary>
public sealed class ManifestTests
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "deploy", "kubernetes");

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/PersistentVolumeClaim"] = typeof(V1PersistentVolumeClaim),
        ["v1/Service"] = typeof(V1Service),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["apps/v1/StatefulSet"] = typeof(V1StatefulSet),
        ["autoscaling/v2/HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
    };

    private static IEnumerable<string> Manifests => Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileName(f)!);

    [TestCaseSource(nameof(Manifests))]
    public void Every_object_is_one_that_Kubernetes_knows_with_no_key_that_it_does_not(string manifest)
    {
        List<object> objects = Read(manifest);

        Assert.That(objects, Is.Not.Empty);
        foreach (IKubernetesObject<V1ObjectMeta> each in objects.Cast<IKubernetesObject<V1ObjectMeta>>())
            Assert.That(each.Metadata.Name, Does.Match("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"));
    }

    [TestCaseSource(nameof(Manifests))]
    public void Selectors_find_the_pods_and_ports_that_are_meant(string manifest)
    {
        List<object> objects = Read(manifest);
        V1PodTemplateSpec[] pods = [.. objects.OfType<V1Deployment>().Select(d => d.Spec.Template),
            .. objects.OfType<V1StatefulSet>().Select(s => s.Spec.Template)];

        foreach (V1Deployment deployment in objects.OfType<V1Deployment>())
            Assert.That(deployment.Spec.Template.Metadata.Labels, Is.SupersetOf(deployment.Spec.Selector.MatchLabels));
        foreach (V1Service service in objects.OfType<V1Service>())
        {
            V1PodTemplateSpec pod = pods.Single(p => service.Spec.Selector.All(p.Metadata.Labels.Contains));
            string[] ports = [.. pod.Spec.Containers.SelectMany(c => c.Ports).Select(p => p.Name)];
            Assert.That(service.Spec.Ports.Select(p => p.TargetPort?.Value ?? p.Name), Is.SubsetOf(ports));
        }
        foreach (V1PodTemplateSpec pod in pods)
        {
            Assert.That((pod.Spec.SecurityContext.RunAsNonRoot, pod.Spec.SecurityContext.RunAsUser > 0), Is.EqualTo(((bool?)true, true)));
            Assert.That(pod.Spec.Containers.SelectMany(c => c.Env ?? []).Where(e => e.Name.Contains("PASSWORD", StringComparison.Ordinal))
                .Select(e => e.Value), Has.All.Null, "secrets come from secrets");
        }
    }

    [Test]
    public async Task The_configuration_of_the_service_is_one_that_hep_takes_and_leaves_time_to_drain()
    {
        List<object> objects = Read("service.yaml");
        string path = Path.Combine(TestData.NewFolder(), "serve.json");
        await File.WriteAllTextAsync(path, objects.OfType<V1ConfigMap>().Single().Data["serve.json"]);

        ServeConfiguration configuration = await ServeConfiguration.ReadAsync(path, default);

        InferenceServerOptions options = configuration.ToOptions();
        V1PodSpec pod = objects.OfType<V1Deployment>().Single().Spec.Template.Spec;
        Assert.That(pod.TerminationGracePeriodSeconds, Is.GreaterThan(options.StopNotice.TotalSeconds + 30));
        Assert.That(pod.Containers[0].VolumeMounts.Select(m => m.MountPath), Has.Some.EqualTo(options.ModelsFolder));
        Assert.That(pod.Containers[0].ReadinessProbe.HttpGet.Path, Is.EqualTo("/v2/health/ready"));
        Assert.That(pod.Containers[0].LivenessProbe.HttpGet.Path, Is.EqualTo("/v2/health/live"));
        Assert.That(options.AnonymousElsewhere.Select(g => g.ToString()), Is.EqualTo(new[] { "read:nothing" }));
    }

    [Test]
    public async Task The_container_runs_hep_with_words_that_it_takes_as_another_user_than_root()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(TestData.Repository, "deploy", "Containerfile"));
        string[] entry = System.Text.Json.JsonSerializer.Deserialize<string[]>(
            lines.Single(l => l.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))["ENTRYPOINT ".Length..])!;

        ToolRun run = await ToolRun.OfAsync([.. entry[1..], "--help"]);

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(lines, Has.One.EqualTo("USER 10001"));
        Assert.That(lines.Where(l => l.StartsWith("COPY", StringComparison.Ordinal) && !l.StartsWith("COPY . .", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "COPY --from=build /hep /opt/hep" }), "no secrets");
    }

    private static List<object> Read(string manifest)
    {
        Dictionary<string, Type> kinds = Kinds.ToDictionary(k => k.Key, k => k.Value);
        return KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, manifest)), kinds, strict: true);
    }
}
