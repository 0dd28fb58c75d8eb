package command

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
)

// need says what an incident calls for.
type need struct {
	specialities []string // of teams, most wanted first
	vehicles     []string // types, most wanted first
	fields       []string // parts of experts' fields
	materials    []string // parts of materials' names
}

// The words by which an accident is known to be one of chemicals, and needs are chosen. They are a suggestion to the
// officer, who decides.
var (
	chemical = []string{"氨", "氯", "泄漏", "化工", "危化", "中毒", "储罐", "燃气", "爆炸", "leak", "ammonia", "chlorine", "gas"}
	needs    = map[string]need{
		"chemical": {[]string{"hazchem", "fire", "medical", "environment"}, []string{"hazchem", "fire", "ambulance", "command"}, []string{"化", "危", "消防", "环境"}, []string{"防护", "呼吸", "堵漏", "洗消", "检测", "沙", "防毒", "防化"}},
		"accident": {[]string{"fire", "medical", "general", "construction", "elevator"}, []string{"rescue", "fire", "ambulance", "command"}, []string{"安全", "消防", "建筑", "机械", "特种"}, []string{"破拆", "照明", "担架", "发电", "防护"}},
		"natural":  {[]string{"flood", "general", "forest", "medical", "power"}, []string{"pump", "rescue", "power", "transport"}, []string{"防汛", "水", "气象", "地质", "森林", "地震"}, []string{"沙", "泵", "帐篷", "救生", "冲锋舟", "发电", "风力灭火"}},
		"health":   {[]string{"medical", "environment", "general"}, []string{"ambulance", "transport", "command"}, []string{"医", "卫生", "环境"}, []string{"防护", "口罩", "消毒", "担架"}},
		"social":   {[]string{"general", "medical"}, []string{"command", "comms", "ambulance"}, []string{"公共", "心理"}, []string{"照明", "扩音"}},
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

// maxAbove is how many elements above the concerned one are looked at: a tank, its unit, the source, the enterprise.
const maxAbove = 4

// firmsOf are the names of the element that is concerned and of those above it: no expert may be partial to any of them.
func (s *System) firmsOf(ctx context.Context, element string) ([]string, error) {
	var out []string
	for range maxAbove {
		if element == "" {
			break
		}
		e, err := s.Register.Find(ctx, identity.Everywhere, element)
		if fail.KindOf(err) == fail.KindNotFound {
			break
		}
		if err != nil {
			return nil, err
		}
		out, element = append(out, e.Name), e.Parent
	}
	return out, nil
}

// concerned is the kind of the element of an incident, as far as the caller sees it.
func (s *System) concerned(scope identity.Scope, i Incident) string {
	e, _ := s.Register.Index().Find(scope, i.Element)
	return e.Kind
}
