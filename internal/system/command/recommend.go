package command

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// Recommendation is one thing that may help, and why.
type Recommendation struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Name     string          `json:"name"`
	AreaName string          `json:"area_name"`
	Lon      float64         `json:"lon"`
	Lat      float64         `json:"lat"`
	Distance float64         `json:"distance" doc:"metres, great circle"`
	Minutes  int             `json:"minutes" doc:"rough time by road: 1.3 times the distance at 40 km/h"`
	Fit      bool            `json:"fit" doc:"it fits the kind of incident"`
	Reasons  []lang.Text     `json:"reasons" nullable:"false"`
	Attrs    json.RawMessage `json:"attrs" doc:"with telephone numbers: who may dispatch must be able to call"`
	Given    bool            `json:"given" doc:"it has a task in this incident already"`
}

// Group is what is recommended of one kind.
type Group struct {
	Kind  string           `json:"kind"`
	Title lang.Text        `json:"title"`
	Items []Recommendation `json:"items" nullable:"false"`
}

// need says what an incident calls for.
type need struct {
	specialities []string // of teams, most wanted first
	fields       []string // parts of experts' fields
	materials    []string // parts of materials' names
}

// The words by which an accident is known to be one of chemicals, and needs are chosen. They are a suggestion to the
// officer, who decides.
var (
	chemical = []string{"氨", "氯", "泄漏", "化工", "危化", "中毒", "储罐", "燃气", "爆炸", "leak", "ammonia", "chlorine", "gas"}
	needs    = map[string]need{
		"chemical": {[]string{"hazchem", "fire", "medical", "environment"}, []string{"化", "危", "消防", "环境"}, []string{"防护", "呼吸", "堵漏", "洗消", "检测", "沙"}},
		"accident": {[]string{"fire", "medical", "general", "construction", "elevator"}, []string{"安全", "消防", "建筑", "机械", "特种"}, []string{"破拆", "照明", "担架", "发电", "防护"}},
		"natural":  {[]string{"flood", "general", "forest", "medical", "power"}, []string{"防汛", "水", "气象", "地质", "森林", "地震"}, []string{"沙", "泵", "帐篷", "救生", "冲锋舟", "发电", "风力灭火"}},
		"health":   {[]string{"medical", "environment", "general"}, []string{"医", "卫生", "环境"}, []string{"防护", "口罩", "消毒", "担架"}},
		"social":   {[]string{"general", "medical"}, []string{"公共", "心理"}, []string{"照明", "扩音"}},
	}
)

// needOf reads the need from the type, the kind of element that is concerned ("" for none), and the words.
func needOf(i Incident, kind, title string) need {
	text := strings.ToLower(title + i.Summary)
	if i.Type == "accident" && (kind == "hazard-source" || kind == "tank" ||
		slices.ContainsFunc(chemical, func(w string) bool { return strings.Contains(text, w) })) {
		return needs["chemical"]
	}
	return needs[i.Type]
}

// recommend finds what is near the incident, fit and free. It looks within the areas in which the caller may see
// elements.
func (s *System) recommend(ctx context.Context, in *caseInput) (*httpapi.Body[httpapi.Page[Group]], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var i Incident
	if err := c.Load(&i); err != nil {
		return nil, err
	}
	given, err := s.givenTo(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope("grid.element.read")
	concerned, _ := s.Register.Index().Find(scope, i.Element)
	f := finder{System: s, scope: scope, at: geo.Point{Lon: i.Lon, Lat: i.Lat}, need: needOf(i, concerned.Kind, c.Title), given: given}
	page := httpapi.Page[Group]{Items: []Group{}}
	for _, find := range []func(context.Context) (Group, error){f.teams, f.depots, f.experts, f.hospitals, f.cameras} {
		g, err := find(ctx)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, g)
	}
	return httpapi.OK(page), nil
}

func (s *System) givenTo(ctx context.Context, incident string) (map[string]bool, error) {
	tasks, err := s.tasksOf(ctx, incident)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, t := range tasks {
		if !t.Closed {
			out[t.Task.Team] = true
		}
	}
	return out, nil
}

type finder struct {
	*System
	scope identity.Scope
	at    geo.Point
	need  need
	given map[string]bool
}

// group finds k things of a kind: judge sees the nearest first and says whether it fits, why, and whether to name it.
func (f *finder) group(ctx context.Context, kind string, k, look int, reach float64, judge func(e register.Element) (fit bool, why []lang.Text, take bool)) (Group, error) {
	kd, err := f.Register.Kinds().Find(kind)
	if err != nil {
		return Group{}, err
	}
	g := Group{Kind: kind, Title: kd.Title, Items: []Recommendation{}}
	found, err := f.Register.NearWhere(ctx, f.scope, kind, f.at, look, reach, func(register.Element) bool { return true })
	if err != nil {
		return g, err
	}
	for _, e := range found {
		fit, why, take := judge(e.Element)
		if !take {
			continue
		}
		km := e.Distance / 1000
		reasons := append([]lang.Text{lang.T(fmt.Sprintf("直线 %.1f 公里", km), fmt.Sprintf("%.1f km away", km))}, why...)
		g.Items = append(g.Items, Recommendation{
			ID: e.ID, Kind: kind, Name: e.Name, AreaName: f.Register.Areas().Name(e.Area), Lon: e.Lon, Lat: e.Lat, Distance: e.Distance,
			Minutes: int(math.Ceil(km * 1.3 / 40 * 60)), Fit: fit, Reasons: reasons, Attrs: e.Attrs, Given: f.given[e.ID],
		})
	}
	slices.SortStableFunc(g.Items, func(a, b Recommendation) int {
		if a.Fit != b.Fit {
			if a.Fit {
				return -1
			}
			return 1
		}
		return 0
	})
	g.Items = g.Items[:min(k, len(g.Items))]
	return g, nil
}

var readiness = map[string]lang.Text{"ready": lang.T("待命", "ready"), "standby": lang.T("备勤", "on standby")}

func (f *finder) teams(ctx context.Context) (Group, error) {
	return f.group(ctx, "rescue-team", 8, 60, 80000, func(e register.Element) (bool, []lang.Text, bool) {
		var a register.RescueTeam
		if json.Unmarshal(e.Attrs, &a) != nil {
			return false, nil, false
		}
		ready, ok := readiness[a.Readiness]
		if !ok {
			return false, nil, false // out or at rest
		}
		why := []lang.Text{lang.T(fmt.Sprintf("%s，%d 人", ready.Zh, a.People), fmt.Sprintf("%s, %d people", ready.En, a.People))}
		fit := slices.Contains(f.need.specialities[:min(2, len(f.need.specialities))], a.Speciality)
		if slices.Contains(f.need.specialities, a.Speciality) {
			t := f.choice("rescue-team", "speciality", a.Speciality)
			why = append(why, lang.T("专业对口："+t.Zh, "fits: "+t.En))
		}
		return fit, why, true
	})
}

// choice is the title of a choice of a kind's field.
func (f *finder) choice(kind, field, key string) lang.Text {
	k, err := f.Register.Kinds().Find(kind)
	if err != nil {
		return lang.T(key, key)
	}
	props, _ := k.Schema()["properties"].(map[string]any)
	p, _ := props[field].(map[string]any)
	titles, _ := p["x-enum"].(map[string]lang.Text)
	if t, ok := titles[key]; ok {
		return t
	}
	return lang.T(key, key)
}

// depots names depots with what they have free by the ledger; a depot without cards is taken at what it once stated.
func (f *finder) depots(ctx context.Context) (Group, error) {
	items, err := f.Stock.Items(ctx)
	if err != nil {
		return Group{}, err
	}
	wanted := map[string]stock.Material{}
	for _, i := range items {
		if slices.ContainsFunc(f.need.materials, func(w string) bool { return strings.Contains(i.Name, w) }) {
			wanted[i.Code] = i
		}
	}
	cards, err := f.Stock.Standings(ctx, stock.Query{Scope: f.scope})
	if err != nil {
		return Group{}, err
	}
	kept, has := map[string]bool{}, map[string][]string{}
	for _, c := range cards {
		kept[c.Place] = true
		if i, ok := wanted[c.Item]; ok && c.Free > 0 {
			has[c.Place] = append(has[c.Place], fmt.Sprintf("%s %s %s", i.Name, c.Free, i.Unit))
		}
	}
	return f.group(ctx, "depot", 5, 20, 80000, func(e register.Element) (bool, []lang.Text, bool) {
		held := has[e.ID]
		if !kept[e.ID] {
			held = f.stated(e)
		}
		if len(held) == 0 {
			return false, nil, true
		}
		list := strings.Join(held[:min(4, len(held))], "、")
		return true, []lang.Text{lang.T("有 "+list, "holds "+list)}, true
	})
}

// stated is what a depot said to hold when it was entered in the register.
func (f *finder) stated(e register.Element) (out []string) {
	var a register.Depot
	if json.Unmarshal(e.Attrs, &a) != nil {
		return nil
	}
	for _, m := range a.Materials {
		if m.Quantity > 0 && slices.ContainsFunc(f.need.materials, func(w string) bool { return strings.Contains(m.Name, w) }) {
			out = append(out, fmt.Sprintf("%s %g %s", m.Name, m.Quantity, m.Unit))
		}
	}
	return out
}

func (f *finder) experts(ctx context.Context) (Group, error) {
	return f.group(ctx, "expert", 5, 120, 0, func(e register.Element) (bool, []lang.Text, bool) {
		var a register.Expert
		if json.Unmarshal(e.Attrs, &a) != nil {
			return false, nil, false
		}
		for _, field := range a.Fields {
			if slices.ContainsFunc(f.need.fields, func(w string) bool { return strings.Contains(field, w) }) {
				return true, []lang.Text{lang.T("领域："+field, "field: "+field)}, true
			}
		}
		return false, nil, false
	})
}

func (f *finder) hospitals(ctx context.Context) (Group, error) {
	return f.group(ctx, "hospital", 3, 3, 40000, func(register.Element) (bool, []lang.Text, bool) { return true, nil, true })
}

func (f *finder) cameras(ctx context.Context) (Group, error) {
	return f.group(ctx, "camera", 6, 40, 3000, func(e register.Element) (bool, []lang.Text, bool) {
		var a register.Camera
		if json.Unmarshal(e.Attrs, &a) != nil || a.State != "online" {
			return false, nil, false
		}
		why := []lang.Text{lang.T("在线", "online")}
		if a.PTZ {
			why = append(why, lang.T("云台可控", "can be turned"))
		}
		return a.PTZ, why, true
	})
}
