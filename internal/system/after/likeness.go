package after

import (
	"slices"
	"strings"

	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
)

// likeTrait is one thing in which incidents may be alike, and what it is worth of a hundred. The weights are declared so that they can
// be argued with; nobody measured them.
type likeTrait struct {
	name   string
	title  lang.Text
	weight int
}

var likeTraits = []likeTrait{
	{"event", lang.T("事件类型", "type of event"), 30},
	{"substance", lang.T("物质", "substance"), 25},
	{"site", lang.T("场所", "kind of site"), 20},
	{"weather", lang.T("天气和时段", "weather and hour"), 15},
	{"level", lang.T("级别", "level"), 10},
}

// leastLike is the likeness below which a past incident is not shown.
const leastLike = 30

// traits are what an incident is compared by. An empty one is not known, and is like nothing.
type traits struct {
	Event     string
	Substance string
	Site      string
	Weather   []string
	Level     string
}

// LikeReason is one trait with what both have of it.
type LikeReason struct {
	Trait  string    `json:"trait"`
	Title  lang.Text `json:"title"`
	Weight int       `json:"weight"`
	Points int       `json:"points" doc:"of the weight"`
	Text   lang.Text `json:"text"`
}

// alike says how like two incidents are, of a hundred, and why.
func alike(now, then traits) (points int, reasons []LikeReason) {
	for _, t := range likeTraits {
		got, text := t.compare(now, then)
		if got == 0 {
			continue
		}
		points += got
		reasons = append(reasons, LikeReason{t.name, t.title, t.weight, got, text})
	}
	return points, reasons
}

func (t likeTrait) compare(now, then traits) (int, lang.Text) {
	same := func(a, b string, title lang.Text) (int, lang.Text) {
		if a == "" || a != b {
			return 0, lang.Text{}
		}
		return t.weight, title
	}
	switch t.name {
	case "event":
		return same(now.Event, then.Event, plan.EventTitle(now.Event))
	case "substance":
		return same(now.Substance, then.Substance, lang.T(now.Substance, now.Substance))
	case "site":
		return same(now.Site, then.Site, lang.T(now.Site, now.Site))
	case "level":
		if now.Level == then.Level {
			return same(now.Level, then.Level, lang.T(levelTitles[now.Level], "level "+now.Level))
		}
		if d := slices.Index(plan.Levels, now.Level) - slices.Index(plan.Levels, then.Level); now.Level != "" && then.Level != "" && (d == 1 || d == -1) {
			return t.weight / 2, lang.T("相邻级别", "the next level")
		}
		return 0, lang.Text{}
	}
	var both []string
	for _, w := range now.Weather {
		if slices.Contains(then.Weather, w) {
			both = append(both, w)
		}
	}
	if len(both) == 0 {
		return 0, lang.Text{}
	}
	all := len(now.Weather) + len(then.Weather) - len(both)
	return t.weight * len(both) / all, lang.T(weatherWords(both, false), weatherWords(both, true))
}

var weathers = map[string]lang.Text{
	"rain": lang.T("降雨", "rain"), "snow": lang.T("降雪", "snow"), "wind": lang.T("大风", "wind"), "heat": lang.T("高温", "heat"), "cold": lang.T("低温", "cold"), "night": lang.T("夜间", "night"),
}

func weatherWords(list []string, english bool) string {
	var out []string
	for _, w := range list {
		t := weathers[w]
		if english {
			out = append(out, t.En)
		} else {
			out = append(out, t.Zh)
		}
	}
	return strings.Join(out, map[bool]string{true: ", ", false: "、"}[english])
}

// substances and sites are the words by which those of an incident are known, the first that is found counts. Longer words come
// before those that they hold.
var (
	substances = []string{"液化石油气", "天然气", "一氧化碳", "硫化氢", "环氧乙烷", "二氧化硫", "过氧化", "液氨", "氨气", "液氯", "氯气", "甲醇", "汽油", "柴油", "乙炔", "氢气", "硝酸", "硫酸", "盐酸", "苯", "烟花爆竹", "农药", "粉尘"}
	sites      = []string{"冷库", "加油站", "化工厂", "化工园", "高层", "商场", "综合体", "学校", "幼儿园", "医院", "养老", "地铁", "隧道", "桥", "高速", "铁路", "河道", "水库", "林区", "山林", "工地", "矿", "燃气管", "供热管", "供水管", "仓库", "储罐", "厂房", "车间", "小区", "立交", "下穿"}
	sameThing  = map[string]string{"液氨": "氨", "氨气": "氨", "液氯": "氯", "氯气": "氯", "山林": "林区", "综合体": "商场", "化工园": "化工厂", "下穿": "立交", "车间": "厂房"}
)

// skies are the words by which the weather of an incident is known.
var skies = []struct{ word, is string }{{"降雨", "rain"}, {"暴雨", "rain"}, {"雨天", "rain"}, {"降雪", "snow"}, {"暴雪", "snow"}, {"大风", "wind"}, {"风力", "wind"}, {"高温", "heat"}, {"零下", "cold"}, {"寒潮", "cold"}}

func wordOf(list []string, text string) string {
	for _, w := range list {
		if strings.Contains(text, w) {
			if s := sameThing[w]; s != "" {
				return s
			}
			return w
		}
	}
	return ""
}

// traitsOf reads the traits of an incident from what was told of it.
func traitsOf(i AfterIncident, conditions []string) traits {
	text := i.Title + " " + i.Summary
	t := traits{Substance: wordOf(substances, text), Site: wordOf(sites, text+" "+i.Place), Weather: slices.Clone(conditions), Level: i.Level}
	for _, w := range skies {
		if strings.Contains(text, w.word) && !slices.Contains(t.Weather, w.is) {
			t.Weather = append(t.Weather, w.is)
		}
	}
	if list, found := plan.EventsOf(i.Type, text); found {
		t.Event = list[0].Code
	}
	return t
}
