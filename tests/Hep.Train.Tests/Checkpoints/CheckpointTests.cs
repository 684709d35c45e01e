using System.Text;

namespace Hep.Train.Tests;

public sealed class CheckpointTests
{
    [Test]
    public void A_checkpoint_survives_writing_and_reading()
    {
        Checkpoint read = Checkpoint.Read(New().ToArray());

        Assert.That((read.Training, read.Position), Is.EqualTo(("{\"what\":\"\\u0022\"}", "{}")));
        Assert.That(read.State.Get<float>("weight.0").ToArray(), Is.EqualTo(new[] { 1f, 2, float.NaN, 4, 5, 6 }));
        Assert.That(read.State.Get<long>("counts", 2).ToArray(), Is.EqualTo(new[] { 7L, -8 }));
        Assert.That(read.State.Get<byte>("random").ToArray(), Is.EqualTo(new byte[] { 9 }));
    }

    [Test]
    public void The_file_is_one_of_safetensors()
    {
        byte[] file = New().ToArray();
        int header = (int)BitConverter.ToInt64(file);
        string json = Encoding.UTF8.GetString(file, 8, header);

        Assert.That(header % 8, Is.Zero);
        Assert.That(json, Does.Contain("""
            "weight.0":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}
            """.Trim()));
        Assert.That(file, Has.Length.EqualTo(8 + header + 24 + 16 + 1));
    }

    [Test]
    public void Any_byte_that_was_changed_and_any_end_that_is_missing_is_noticed()
    {
        byte[] file = New().ToArray();
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= 0x11;
            Assert.That(() => Checkpoint.Read(changed), Throws.TypeOf<InvalidDataException>(), $"byte {at}");
            Assert.That(() => Checkpoint.Read(file[..at]), Throws.TypeOf<InvalidDataException>(), $"the first {at} bytes");
        }
    }

    [Test]
    public void A_state_of_another_network_says_what_is_missing()
    {
        EngineState state = New().State;

        Assert.That(() => state.Get<float>("weight.9").Length, Throws.TypeOf<TrainingException>().With.Message.Contains("no 'weight.9'"));
        Assert.That(() => state.Get<float>("weight.0", 7).Length,
            Throws.TypeOf<TrainingException>().With.Message.Contains("6 values, expected 7"));
        Assert.That(() => state.Get<double>("weight.0").Length, Throws.TypeOf<TrainingException>().With.Message.Contains("F32"));
        Assert.That(() => state.Add<float>("odd", [1, 2, 3], 2, 2), Throws.ArgumentException);
    }

    [Test]
    public void Two_checkpoints_are_kept_and_a_folder_is_of_one_training()
    {
        string folder = Directory.CreateTempSubdirectory("hep-checkpoints-").FullName;
        using (CheckpointFolder checkpoints = CheckpointFolder.Open(folder))
        {
            foreach (long batches in (long[])[5, 10, 15]) checkpoints.Write(batches, New());

            Assert.That(() => CheckpointFolder.Open(folder),
                Throws.TypeOf<TrainingException>().With.Message.Contains("choose another folder"));
            Assert.That(Directory.GetFiles(folder, "*.safetensors").Select(Path.GetFileName).Order(),
                Is.EqualTo(["checkpoint-000000000010.safetensors", "checkpoint-000000000015.safetensors"]));
            File.WriteAllText(Directory.GetFiles(folder, "*15.safetensors")[0], "not any more");
            checkpoints.ReadLast(_ => { });
            checkpoints.Write(12, New());
            Assert.That(Directory.GetFiles(folder, "*15.safetensors"), Is.Empty);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void What_differs_from_a_checkpoint_is_told_as_configurations_spell_it() =>
        Assert.That(() => TrainingIdentity.Check(
                """{ "options": { "batch": 5 }, "network": { "layers": [1] }, "data": { "pipeline_sha256": "a" } }""",
                """{ "options": { "batch": 6 }, "network": { "layers": [2] }, "data": { "pipeline_sha256": "b" } }"""),
            Throws.TypeOf<TrainingException>().With.Message.Contains("training.batch was 5 and is 6; network.layers[0] was 1 and is 2; "
                + "the features are others"));

    [Test]
    [Platform("Linux")]
    public void A_full_disk_leaves_no_part_of_a_checkpoint()
    {
        string folder = Directory.CreateTempSubdirectory("hep-checkpoints-").FullName;
        File.CreateSymbolicLink(Path.Combine(folder, ".checkpoint.hep-part"), "/dev/full");
        using (CheckpointFolder checkpoints = CheckpointFolder.Open(folder))
            Assert.That(() => checkpoints.Write(5, New()), Throws.TypeOf<TrainingException>().With.Message.Contains("make room"));

        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
        Directory.Delete(folder);
    }

    private static Checkpoint New()
    {
        EngineState state = new();
        state.Add<float>("weight.0", [1, 2, float.NaN, 4, 5, 6], 2, 3);
        state.Add<long>("counts", [7, -8]);
        state.Add<byte>("random", [9]);
        return new Checkpoint(state, "{\"what\":\"\\u0022\"}", "{}");
    }
}
