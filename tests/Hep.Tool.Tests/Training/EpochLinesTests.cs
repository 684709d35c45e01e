using Hep.Onnx;
using Hep.Tool.Training;

namespace Hep.Tool.Tests.Training;

public sealed class EpochLinesTests
{
    private const int Width = 100;

    [Test]
    public void A_line_has_losses_area_speed_and_the_star_of_the_best() =>
        Assert.That(EpochLines.Describe(Epoch(("loss", 0.5), ("auc", 0.81234), ("accuracy", 0.7)), "loss", Width),
            Is.EqualTo(["epoch   3  loss 0.5000  val_loss 0.6000  auc 0.8123     12,345 samples/s  waited 0.25 s  *"]));

    [Test]
    public void The_figure_that_decides_is_shown_whatever_it_is() =>
        Assert.That(EpochLines.Describe(Epoch(("loss", 0.5), ("auc", 0.8), ("f1", 0.25)), "f1", Width + 20).Single(),
            Does.Contain("  auc 0.8000  f1 0.2500  "));

    [Test]
    public void Figures_of_several_heads_stand_below_where_the_line_has_no_room()
    {
        IReadOnlyList<string> lines = EpochLines.Describe(Epoch(("loss", 0.5), ("signal_auc", 0.8), ("kind_of_decay_auc", 0.7),
            ("mass_rmse", 12.3456), ("mass_mse", 152), ("energy_of_the_leading_jet_rmse", 1234567)), "loss", Width);

        Assert.That(lines, Is.EqualTo([
            "epoch   3  loss 0.5000  val_loss 0.6000     12,345 samples/s  waited 0.25 s  *",
            "           signal_auc 0.8000  kind_of_decay_auc 0.7000  mass_rmse 12.3456",
            "           energy_of_the_leading_jet_rmse 1234567.0000",
        ]));
        Assert.That(lines, Has.All.Length.LessThanOrEqualTo(Width));
    }

    private static EpochReport Epoch(params (string Name, double Value)[] metrics) => new()
    {
        Epoch = 3,
        Loss = 0.5,
        ValidationLoss = 0.6,
        Metrics = metrics.ToDictionary(m => m.Name, m => m.Value),
        EntriesPerSecond = 12345,
        WaitedSeconds = 0.25,
        IsBest = true,
    };
}
