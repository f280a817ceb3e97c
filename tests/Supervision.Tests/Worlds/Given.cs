namespace Supervision.Tests.Worlds;

/// <summary>Invented inputs with valid defaults.</summary>
public static class Given
{
    /// <summary>An invented regulation in the manner of real ones: one implementing rule without a period, one yearly report.</summary>
    public const string Law = """
        # 临江省湿地保护条例

        2023年11月20日 临江省第十四届人民代表大会常务委员会第六次会议通过

        <!-- INFO END -->

        ## 第一章 总则

        第一条 为了加强湿地保护，维护湿地生态功能，根据有关法律、行政法规，结合本省实际，制定本条例。

        第二条 本省行政区域内湿地的保护、利用和管理，适用本条例。

        ## 第二章 保护

        第三条 湿地生态补偿的具体办法由省人民政府制定。

        第四条 省人民政府应当每年向省人民代表大会常务委员会报告湿地保护工作情况。

        ## 第三章 附则

        第五条 本条例自2024年1月1日起施行。
        """;
}
