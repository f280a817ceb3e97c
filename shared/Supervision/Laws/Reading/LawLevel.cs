namespace Supervision.Laws.Reading;

/// <summary>The rank of a law among the sources of law (Legislation Law, chapters 2 to 4).</summary>
public enum LawLevel
{
    /// <summary>法律: passed by the National People's Congress or its standing committee.</summary>
    NationalLaw,

    /// <summary>行政法规: issued by the State Council.</summary>
    AdministrativeRegulation,

    /// <summary>部门规章: issued by a ministry, commission or other department of the State Council.</summary>
    DepartmentalRule,

    /// <summary>地方性法规, 自治条例, 单行条例: passed by a local people's congress or its standing committee.</summary>
    LocalRegulation,

    /// <summary>地方政府规章: issued by a local people's government.</summary>
    LocalGovernmentRule,
}
