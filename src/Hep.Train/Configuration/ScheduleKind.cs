namespace Hep.Train;

/// <summary>How the size of steps changes while training goes on; exactly: <see cref="LearningRateSchedule.FactorAt"/>.</summary>
public enum ScheduleKind
{
    /// <summary>It stays as it is.</summary>
    Constant,
    /// <summary>It is multiplied by a factor after every so many epochs.</summary>
    Step,
    /// <summary>It falls along half a cosine, once or again and again (SGDR, arXiv:1608.03983).</summary>
    Cosine,
    /// <summary>It rises and falls once along half cosines (Smith and Topin, arXiv:1708.07120).</summary>
    OneCycle,
    /// <summary>It is multiplied by a factor where the metric that decides has not improved for so many epochs.</summary>
    Plateau,
}
