namespace Supervision.Tests.Obligations.Extraction;

public sealed class PlaceNameTests
{
    [Fact]
    public void No_rule_of_the_extraction_or_the_reader_names_a_place()
    {
        string[] places =
        [
            "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川",
            "贵州", "云南",
            "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门", "杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州",
            "丽水", "景宁",
            "义乌", "越城", "永嘉", "萧山", "普陀", "西湖", "海淀", "朝阳区", "深圳", "广州", "南京", "武汉", "成都", "西安", "苏州", "青岛", "大连", "淄博", "自贡", "葫芦岛", "中关村",
            "首都",
        ];
        var folders = new[] { "shared/Supervision/Obligations/Extraction", "shared/Supervision/Laws/Reading" };

        var named = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .SelectMany(file => places.Where(place => File.ReadAllText(file).Contains(place, StringComparison.Ordinal)).Select(place =>
                $"{file}: {place}"));

        Assert.Empty(named);
    }
}
