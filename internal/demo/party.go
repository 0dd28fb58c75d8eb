package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"anlan/internal/demo/city"
)

// firms, hosts and people are invented; a case takes the n-th of each.
var (
	firmNames = []string{"恒远", "瑞泽", "鼎盛", "嘉禾", "宏图", "兴达", "永固", "华辰", "盛隆", "佳诚", "启航", "正源", "天润", "明川", "和丰", "晟业", "金石", "泰安达", "新锐", "博远", "同济达", "万顺", "聚力", "长青"}
	firmKinds = []string{"机械制造", "化工", "建筑材料", "仓储物流", "食品加工", "金属制品", "木业", "涂料", "包装", "电镀"}
	surnames  = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林"}
	given     = []string{"建国", "丽华", "志强", "秀英", "海涛", "晓东", "桂芳", "文博", "立新", "玉梅", "振宇", "淑珍"}
	roads     = []string{"建设路", "工业大街", "北二路", "兴华街", "文化路", "富民街", "浑河大道", "沈辽路"}
)

func nth(list []string, n int) string { return list[n%len(list)] }

// partyOf fills the places of a story with whom the n-th case is about.
func partyOf(n int, area string) *strings.Replacer {
	name := func(k int) string { return nth(surnames, n*3+k) + nth(given, n*5+k) }
	return strings.NewReplacer(
		"{area}", area, "{party}", "沈阳"+nth(firmNames, n)+nth(firmKinds, n*3)+"有限公司", "{code}", fmt.Sprintf("91%s0000DEM%03d", area, n),
		"{address}", fmt.Sprintf("沈阳市%s%d号", nth(roads, n), 11+n*7), "{chief}", name(0), "{worker}", name(1), "{citizen}", name(2), "{phone}", fmt.Sprintf("024880%05d", 10_000+n*37),
		"{identity}", fmt.Sprintf("%s19%02d0%d%02d001%d", area, 60+n%35, 1+n%9, 1+n%28, n%10),
	)
}

// supervised are what groups of the city's safety office found in a campaign; departments are those of the city. Constructed.
var (
	supervised = []struct{ matter, measures string }{
		{"餐饮场所燃气泄漏报警装置安装不到位", "逐户排查，未安装的限期安装并联网，停用不合格软管和灶具。"},
		{"高层建筑消防车通道占用、消防设施带病运行", "清理通道，修复消火栓和自动报警系统，落实物业责任。"},
		{"危险化学品企业动火作业审批不规范", "停止不规范作业，重新培训，领导带班审批。"},
		{"建筑工地深基坑、高支模专项方案执行不到位", "停工整改，专家论证，监理旁站。"},
		{"城市易积水点位泵站备用电源缺失", "配齐移动电源，汛前完成带载试验，落实一点一策。"},
		{"出租屋电动自行车违规停放充电", "清理楼道，增设集中充电点，夜间巡查。"},
		{"粉尘涉爆企业除尘系统清灰不及时", "停产清灰，完善台账，安装监测装置。"},
		{"客运企业动态监控处置不闭环", "逐车核对，超速疲劳报警当班处置并记录。"},
	}
	departments = []string{
		"市住房和城乡建设局", "市交通运输局", "市城市管理行政执法局", "市市场监督管理局", "市工业和信息化局", "市商务局", "市文化旅游和广播电视局", "市教育局", "市卫生健康委员会", "市民政局",
		"市水务局", "市农业农村局", "市自然资源局", "市生态环境局", "市公安局", "市消防救援支队", "市房产局", "市发展和改革委员会", "市国有资产监督管理委员会", "市体育局",
		"市林业和草原局", "市人力资源和社会保障局", "市邮政管理局", "市气象局", "市供销合作社",
	}
)

// supervisedOf fills the places of stories of supervision.
func supervisedOf(n int, name string) *strings.Replacer {
	x := supervised[n%len(supervised)]
	return strings.NewReplacer("{area_name}", name, "{city}", city.Code, "{group}", "第"+nth([]string{"一", "二", "三", "四", "五", "六", "七", "八"}, n)+"督查组", "{matter}", x.matter, "{measures}", x.measures, "{department}", nth(departments, n*7))
}

// film is what a recording of the demo holds: a file that its head tells to be one, different in every case.
func film(n, line int) []byte {
	b := make([]byte, 4096)
	copy(b, "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	copy(b[64:], fmt.Sprintf("demo recording %d.%d", n, line))
	return b
}

// picture is a small picture, different in every case.
func picture(n, line int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for y := range 64 {
		for x := range 96 {
			m.Set(x, y, color.RGBA{uint8(40 + (n*23+x)%160), uint8(60 + (line*31+y)%140), uint8(80 + (n+x+y)%120), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil // a buffer takes everything
	}
	return b.Bytes()
}
