package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
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
