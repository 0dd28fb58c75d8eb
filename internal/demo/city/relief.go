package city

import (
	"fmt"

	"anlan/internal/engine/register"
)

// materials are the 23 kinds of relief material with their unit and how much a depot of the city holds at most.
var materials = []struct {
	name, unit string
	most       int
}{
	{"救灾帐篷", "顶", 800},
	{"棉被", "床", 5000},
	{"棉大衣", "件", 5000},
	{"折叠床", "张", 3000},
	{"睡袋", "个", 3000},
	{"毛毯", "条", 4000},
	{"应急照明灯", "台", 200},
	{"发电机", "台", 80},
	{"排水泵", "台", 120},
	{"冲锋舟", "艘", 40},
	{"橡皮艇", "艘", 60},
	{"救生衣", "件", 3000},
	{"编织袋", "条", 200_000},
	{"吸水膨胀袋", "条", 8000},
	{"铁锹", "把", 3000},
	{"风力灭火机", "台", 200},
	{"防毒面具", "具", 2000},
	{"正压式空气呼吸器", "具", 300},
	{"重型防化服", "套", 150},
	{"堵漏工具", "套", 60},
	{"吸附棉", "包", 4000},
	{"饮用水", "箱", 6000},
	{"应急食品", "箱", 4000},
}

// depots: one in each district first; every fifth is the city's own and holds all 23 materials.
func (c *City) depots(yield func(register.Element) bool) {
	for n := range c.scale.Depots {
		g := c.grounds[n%len(c.grounds)]
		rnd := seeded(fmt.Sprintf("depot %d", n))
		at, q := g.pick(rnd)
		d := register.Depot{Level: "district", Floor: float64(300 + rnd.IntN(2700)), Keeper: person(rnd), Phone: phone(6_500_000 + n)}
		word := "区级"
		if n%5 == 0 {
			d.Level, word = "city", "市级"
		}
		for i, m := range materials {
			if d.Level != "city" && (i+n)%3 == 0 {
				continue
			}
			least, most := m.most/20+1, m.most
			if d.Level != "city" {
				most = m.most/4 + 1
			}
			d.Materials = append(d.Materials, register.Stock{Name: m.name, Quantity: float64(least + rnd.IntN(max(1, most-least))), Unit: m.unit})
		}
		e := register.Element{
			ID: fmt.Sprintf("depot-%02d", n+1), Kind: "depot", Name: fmt.Sprintf("%s%s应急物资储备库%d（演示）", g.name, word, 1+n/len(c.grounds)),
			Area: q.area.Code, Lon: at.Lon, Lat: at.Lat, Address: g.address(q, 1+rnd.IntN(300)), Demo: true, Attrs: attrs(d),
		}
		if !yield(e) {
			return
		}
	}
}

func (c *City) shelters(yield func(register.Element) bool) {
	types := []struct {
		key, word string
		space     int
	}{{"emergency", "紧急避难场所", 4000}, {"fixed", "固定避难场所", 20_000}, {"central", "中心避难场所", 80_000}}
	n := 0
	for i, count := range deal(c.grounds, c.scale.Shelters, 1) {
		g := c.grounds[i]
		rnd := seeded("shelters of " + g.code)
		for range count {
			n++
			at, q := g.pick(rnd)
			t := types[min(2, rnd.IntN(10)/5+rnd.IntN(12)/11)]
			space := t.space/2 + rnd.IntN(t.space)
			e := register.Element{
				ID: fmt.Sprintf("shelter-%03d", n), Kind: "shelter", Name: q.area.Name + t.word + "（演示）", Area: q.area.Code, Lon: at.Lon, Lat: at.Lat,
				Address: g.address(q, 1+rnd.IntN(300)), Demo: true,
				Attrs: attrs(register.Shelter{
					Type: t.key, Indoor: rnd.IntN(4) == 0, Space: float64(space), Capacity: space / 2, Keeper: person(rnd), Phone: phone(6_600_000 + n),
				}),
			}
			if !yield(e) {
				return
			}
		}
	}
}

func (c *City) hospitals(yield func(register.Element) bool) {
	skills := []string{"中毒救治", "烧伤", "创伤", "神经外科", "高压氧", "呼吸", "儿科"}
	grades := []struct {
		key  string
		beds int
	}{{"3a", 1500}, {"3b", 800}, {"2a", 400}, {"2b", 250}, {"1", 60}}
	n := 0
	for i, count := range deal(c.grounds, c.scale.Hospitals, 1) {
		g := c.grounds[i]
		rnd := seeded("hospitals of " + g.code)
		for k := range count {
			n++
			at, q := g.pick(rnd)
			grade := grades[min(4, k%7)] // the first of a district is its best
			h := register.Hospital{Grade: grade.key, Beds: grade.beds/2 + rnd.IntN(grade.beds), Phone: phone(6_700_000 + n)}
			h.Emergency = h.Beds / 20
			for _, s := range skills {
				if rnd.IntN(7) > min(4, k%7)+1 {
					h.Skills = append(h.Skills, s)
				}
			}
			e := register.Element{
				ID: fmt.Sprintf("hospital-%03d", n), Kind: "hospital", Name: fmt.Sprintf("%s第%d演示医院", g.name, k+1), Area: q.area.Code,
				Lon: at.Lon, Lat: at.Lat, Address: g.address(q, 1+rnd.IntN(300)), Demo: true, Attrs: attrs(h),
			}
			if !yield(e) {
				return
			}
		}
	}
}

func (c *City) fireStations(yield func(register.Element) bool) {
	classes := []struct {
		key, word string
		people    int
	}{{"special", "特勤消防救援站", 60}, {"first", "一级消防救援站", 40}, {"second", "二级消防救援站", 25}, {"small", "小型消防救援站", 12}}
	n := 0
	for i, count := range deal(c.grounds, c.scale.FireStations, 1) {
		g := c.grounds[i]
		rnd := seeded("fire stations of " + g.code)
		for k := range count {
			n++
			at, q := g.pick(rnd)
			class := classes[k%len(classes)]
			people := class.people + rnd.IntN(class.people/3)
			e := register.Element{
				ID: fmt.Sprintf("fire-%02d", n), Kind: "fire-station", Name: fmt.Sprintf("%s%s%d（演示）", g.name, class.word, 1+k/len(classes)),
				Area: q.area.Code, Lon: at.Lon, Lat: at.Lat, Address: g.address(q, 1+rnd.IntN(300)), Demo: true,
				Attrs: attrs(register.FireStation{Class: class.key, People: people, Vehicles: 2 + people/8, Phone: phone(6_800_000 + n)}),
			}
			if !yield(e) {
				return
			}
		}
	}
}
