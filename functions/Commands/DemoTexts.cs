namespace Supervision.Functions.Commands;

/// <summary>The laws and organs of the demonstration. All of them are invented, written in the manner of real ones.</summary>
internal static class DemoTexts
{
    public const string WetlandTitle = "临江省湿地保护条例";
    public const string WetlandTitleEn = "Linjiang Province Wetland Protection Regulation";

    public const string Wetland = """
        # 临江省湿地保护条例

        2025年1月16日 临江省第十四届人民代表大会常务委员会第十二次会议通过

        <!-- INFO END -->

        ## 第一章 总则

        第一条 为了加强湿地保护，维护湿地生态功能，促进人与自然和谐共生，根据有关法律、行政法规，结合本省实际，制定本条例。

        第二条 本省行政区域内湿地的保护、修复、利用和管理，适用本条例。

        第三条 县级以上人民政府应当将湿地保护经费列入本级预算。

        ## 第二章 保护与修复

        第四条 本省建立湿地生态补偿制度。湿地生态补偿的具体办法由省生态环境主管部门制定，报省人民政府批准后施行。

        第五条 禁止在重要湿地内排放不符合水污染物排放标准的废水。

        ## 第三章 监督

        第六条 省人民政府应当每年向省人民代表大会常务委员会报告湿地保护工作情况。

        ## 第四章 附则

        第七条 本条例自2025年3月1日起施行。
        """;

    public const string LiftTitle = "临江省电梯安全条例";
    public const string LiftTitleEn = "Linjiang Province Lift Safety Regulation";

    public const string Lift = """
        # 临江省电梯安全条例

        2025年5月29日 临江省第十四届人民代表大会常务委员会第十五次会议通过

        <!-- INFO END -->

        第一条 为了加强电梯安全管理，保障人身和财产安全，根据有关法律、行政法规，结合本省实际，制定本条例。

        第二条 本省行政区域内电梯的使用、维护保养、检验、检测及其监督管理，适用本条例。

        第三条 电梯使用单位应当建立电梯安全技术档案。

        第四条 省市场监督管理部门应当自本条例施行之日起六个月内制定电梯按需维护保养的具体办法。

        第五条 本条例自2025年9月1日起施行。
        """;

    public const string Report = """
        临江省人民政府关于2025年湿地保护工作情况的报告（演示文本，内容虚构）

        一、基本情况。全省湿地面积保持稳定。
        二、存在的问题。部分湿地补水不足。
        三、下一步打算。加快制定湿地生态补偿办法。
        """;

    public const string Rule = """
        临江省湿地生态补偿办法（演示文本，内容虚构）

        第一条 根据《临江省湿地保护条例》第四条，制定本办法。
        第二条 本办法自2026年5月1日起施行。
        """;
}
