namespace Supervision.Laws.Reading;

/// <summary>Where <see cref="LawText.EffectiveOn"/> comes from.</summary>
public enum EffectiveBasis
{
    /// <summary>The text does not say when it takes effect; there is no date.</summary>
    NotStated,

    /// <summary>The text names the date (自……年……月……日起施行).</summary>
    StatedDate,

    /// <summary>In effect from promulgation (自公布之日起施行), whose date the header gives.</summary>
    Promulgation,

    /// <summary>In effect from promulgation, whose date is missing: the date of approval (批准) stands in for it.</summary>
    ApprovalInPlaceOfPromulgation,

    /// <summary>In effect from promulgation, whose date is missing: the date of adoption (通过) stands in for it.</summary>
    AdoptionInPlaceOfPromulgation,

    /// <summary>In effect from adoption (自通过之日起施行).</summary>
    Adoption,

    /// <summary>In effect from a day whose date the text leaves open; there is no date.</summary>
    DateMissing,
}
