package city

import (
	"fmt"
	"math/rand/v2"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/register"
)

// specialities of the professional teams with their share, after the fields that the city's yearly report names.
var specialities = []struct {
	key, word string
	share     int
	equipment []string
}{
	{"hazchem", "危险化学品", 52, []string{"重型防化服", "正压式空气呼吸器", "堵漏器材", "有毒气体检测仪", "洗消帐篷"}},
	{"transport", "道路交通", 48, []string{"清障车", "破拆工具", "警示器材"}},
	{"construction", "建筑工程", 64, []string{"挖掘机", "装载机", "液压支撑", "生命探测仪"}},
	{"power", "电力", 36, []string{"应急发电车", "绝缘器具", "照明车"}},
	{"gas", "燃气", 32, []string{"燃气检漏车", "防爆风机", "带压堵漏器材"}},
	{"water", "供排水", 40, []string{"大流量排水车", "潜水泵", "管道机器人"}},
	{"heat", "供热", 30, []string{"抢修车", "焊机", "移动热源"}},
	{"telecom", "通信", 20, []string{"卫星通信车", "便携基站"}},
	{"medical", "医疗", 40, []string{"救护车", "移动手术方舱", "解毒药品"}},
	{"environment", "环境监测", 18, []string{"便携气相色谱", "无人机", "水质监测车"}},
	{"flood", "防汛抗旱", 40, []string{"冲锋舟", "编织袋", "抽水泵", "救生衣"}},
	{"forest", "森林防灭火", 20, []string{"风力灭火机", "水泵", "二号工具"}},
	{"mine", "矿山", 6, []string{"呼吸器", "灾区电话", "瓦斯检测仪"}},
	{"rail", "轨道交通", 8, []string{"起复设备", "轨道车"}},
	{"elevator", "特种设备", 18, []string{"电梯救援工具", "起重工具"}},
}

// zones of the rescue forces (东南西北中五大战区) by district.
var zones = map[string]string{
	"210102": "centre", "210103": "centre", "210104": "east", "210105": "north", "210106": "west", "210111": "south", "210112": "south",
	"210113": "north", "210114": "west", "210115": "west", "210123": "north", "210124": "north", "210181": "west",
}

// teams yields the professional teams by district, so that each has every speciality in turn, then the social forces.
func (c *City) teams(yield func(register.Element) bool) {
	rnd, led := seeded("teams"), c.leaders()
	weights := make([]int, c.scale.Teams)
	for i := range weights {
		weights[i] = 20 + rnd.IntN(200)
	}
	people := apportion(c.scale.TeamPeople, 8, weights)
	var queue []int // specialities by share, dealt out evenly over all teams
	for i, s := range specialities {
		for range s.share {
			queue = append(queue, i)
		}
	}
	rnd.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
	perDistrict := map[string]int{}
	n := 0
	for i, count := range deal(c.grounds, c.scale.Teams, 1) {
		g := c.grounds[i]
		for range count {
			s := specialities[queue[n*7%len(queue)]]
			if g.code == StoryDistrict && perDistrict[g.code] < 2 { // the story needs them in every scale
				s = specialities[0]
			}
			perDistrict[g.code]++
			perDistrict[g.code+s.key]++
			name := fmt.Sprintf("%s%s应急救援%d队（演示）", g.name, s.word, perDistrict[g.code+s.key])
			t := register.RescueTeam{
				Type: "professional", Speciality: s.key, People: people[n], Zone: zones[g.code], Unit: company(400_000+n, s.word),
				Vehicles: 1 + people[n]/15, Equipment: s.equipment,
			}
			if !yield(team(rnd, g, n, name, t, led)) {
				return
			}
			n++
		}
	}
	social := make([]int, c.scale.Social)
	for i := range social {
		social[i] = 30 + rnd.IntN(60)
	}
	for i, count := range apportion(c.scale.SocialPeople, 10, social) {
		g := c.grounds[i%len(c.grounds)]
		s := register.RescueTeam{Type: "social", Speciality: "general", People: count, Zone: zones[g.code], Vehicles: 2 + count/20, Equipment: []string{"救援绳索", "冲锋舟", "搜救犬"}}
		if !yield(team(rnd, g, n+i, fmt.Sprintf("沈阳演示%s救援队", brand(450_000+i)), s, led)) {
			return
		}
	}
}

func team(rnd *rand.Rand, g *ground, n int, name string, t register.RescueTeam, led map[string]Person) register.Element {
	id := teamID(n + 1)
	at, q := g.pick(rnd)
	t.Leader, t.Phone, t.Readiness = person(rnd), phone(5_000_000+n), "ready"
	t.Certificates = certificates(t.Speciality, id)
	leader, isLed := led[id]
	switch x := rnd.IntN(100); {
	case isLed:
		t.Leader, t.Phone, t.Certificates = leader.Name, leader.Phone, t.Certificates[:1] // it can always be sent
		if g.code == StoryDistrict {
			at = g.near(rnd, storyPlace, 4000)
			q = g.nearest(at)
		}
	case x < 8:
		t.Readiness = "off"
	case x < 30:
		t.Readiness = "standby"
	}
	return register.Element{
		ID: id, Kind: "rescue-team", Name: name, Area: q.area.Code, Lon: at.Lon, Lat: at.Lat,
		Address: g.address(q, 1+rnd.IntN(300)), Demo: true, Attrs: attrs(t),
	}
}

// certificates are what a team must hold; of one in twenty the last one has run out.
func certificates(speciality, id string) []register.ForceCertificate {
	rnd := seeded("certificates of " + id)
	out := []register.ForceCertificate{{Name: "应急救援队伍资质证书", Number: fmt.Sprintf("演示资质%06d", rnd.IntN(1_000_000)), Expires: calendar.Day(2027, time.Month(1+rnd.IntN(24)), 1+rnd.IntN(28)).String()}}
	if special := map[string]string{"hazchem": "危险化学品处置能力证书", "medical": "院前急救资质", "mine": "矿山救护队标准化证书", "elevator": "特种设备作业资质", "gas": "燃气抢修作业资质", "power": "带电作业资质"}[speciality]; special != "" {
		expires := calendar.Day(2027, time.Month(1+rnd.IntN(20)), 1+rnd.IntN(28))
		if rnd.IntN(8) == 0 {
			expires = calendar.Day(2025, time.Month(6+rnd.IntN(6)), 1+rnd.IntN(28))
		}
		out = append(out, register.ForceCertificate{Name: special, Number: fmt.Sprintf("演示%06d", rnd.IntN(1_000_000)), Expires: expires.String()})
	}
	return out
}

// fields are the 30 fields of the expert pool.
var fields = []string{
	"危险化学品", "化工工艺", "石油储运", "燃气", "特种设备", "压力容器", "消防", "电气安全", "粉尘防爆", "冶金", "机械", "建筑施工", "建筑结构", "矿山",
	"道路交通", "轨道交通", "森林防火", "防汛抗旱", "水利工程", "地震地质", "气象", "环境保护", "职业健康", "中毒救治", "烧伤救治", "公共卫生", "应急管理", "应急通信", "法律", "心理干预",
}

// career is whether an expert is at hand, and the firms of which they must not judge: some work for one of the plants, others
// did, and a few hold shares in one.
func (c *City) career(a *register.Expert, n int) {
	rnd := seeded(fmt.Sprintf("career of expert %d", n))
	a.Duty = []string{"on", "call", "call", "call", "off"}[rnd.IntN(5)]
	if len(c.plants) == 0 {
		return
	}
	firm := c.plants[rnd.IntN(len(c.plants))].name
	switch x := rnd.IntN(20); {
	case x < 2:
		a.Employer = firm
	case x < 6:
		a.Past = []string{firm}
	case x == 6:
		a.Avoids = []string{firm}
	}
}

func (c *City) experts(yield func(register.Element) bool) {
	ranks := []string{"教授级高级工程师", "高级工程师", "教授", "副教授", "主任医师", "研究员"}
	n := 0
	for i, count := range deal(c.grounds, c.scale.Experts, 1) {
		g := c.grounds[i]
		rnd := seeded("experts of " + g.code)
		for range count {
			at, q := g.pick(rnd)
			f := []string{fields[n%len(fields)]}
			if rnd.IntN(3) == 0 {
				f = append(f, fields[(n+1+rnd.IntN(len(fields)-1))%len(fields)])
			}
			n++
			e := register.Element{
				ID: fmt.Sprintf("expert-%03d", n), Kind: "expert", Name: person(rnd) + "（演示）", Area: q.area.Code, Lon: at.Lon, Lat: at.Lat,
				Address: g.address(q, 1+rnd.IntN(300)), Demo: true,
			}
			a := register.Expert{Fields: f, Rank: ranks[rnd.IntN(len(ranks))], Employer: "沈阳演示" + brand(460_000+rnd.IntN(60)) + "研究院", Phone: phone(6_000_000 + n)}
			c.career(&a, n)
			e.Attrs = attrs(a)
			if !yield(e) {
				return
			}
		}
	}
}
