package plan

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/document/outline"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// Skip is the part of a section that is left out.
const Skip = "-"

// partWords are the words in headings by which a part is known, the surest first.
var partWords = []struct {
	part  string
	words []string
}{
	{"contacts", []string{"通讯录", "联系方式", "联系电话", "联络表"}},
	{"cards", []string{"现场处置方案", "处置卡", "应急卡"}},
	{"checklists", []string{"检查单", "核查表"}},
	{"maps", []string{"图件", "附图", "示意图"}},
	{"roles", []string{"岗位人员", "人员组成", "成员名单"}},
	{"groups", []string{"组织体系", "组织指挥", "组织机构", "指挥机构", "应急指挥部", "工作组", "职责分工", "成员单位"}},
	{"triggers", []string{"启动条件", "响应启动", "启动标准"}},
	{"levels", []string{"响应分级", "分级响应", "响应级别", "级响应"}},
	{"notices", []string{"信息报告", "信息报送", "信息发布", "通知", "预警发布"}},
	{"assets", []string{"装备与场所", "装备保障", "避难场所", "车辆"}},
	{"needs", []string{"物资", "储备"}},
	{"teams", []string{"救援队伍", "队伍保障", "应急队伍"}},
	{"tasks", []string{"处置任务", "处置措施", "应急处置", "响应措施", "应急响应", "救援措施", "任务"}},
	{"scope", []string{"适用范围", "编制目的", "总则"}},
}

// Propose says for each section of an outline which part of a plan it most likely is; Skip where nothing tells. A section without
// a word of its own takes that of the heading above it.
func Propose(sections []outline.Section) []string {
	out := make([]string, len(sections))
	above := map[int]string{}
	for n, s := range sections {
		part := partOf(s.Title)
		for level := s.Level - 1; part == "" && level > 0; level-- {
			part = above[level]
		}
		above[s.Level] = part
		for level := range above {
			if level > s.Level {
				delete(above, level)
			}
		}
		if out[n] = part; part == "" || len(s.Paragraphs)+len(s.Tables) == 0 {
			out[n] = Skip
		}
	}
	return out
}

func partOf(title string) string {
	for _, p := range partWords {
		if slices.ContainsFunc(p.words, func(w string) bool { return strings.Contains(title, w) }) {
			return p.part
		}
	}
	return ""
}

// DraftNote is what a draft could not take from its outline: the section by number, and why.
type DraftNote struct {
	Section int       `json:"section"`
	Text    lang.Text `json:"text"`
}

// Draft makes a plan of an outline whose sections were given parts. head holds what the outline does not say: code, kind, title,
// unit, area, parent. Tables whose heading row names fields of the part become items; so do numbered paragraphs of tasks, cards
// and groups. What a draft lacks is told by Check afterwards: it is a draft for somebody to finish.
func Draft(head EmergencyPlan, sections []outline.Section, parts []string) (EmergencyPlan, []DraftNote) {
	d := drafting{items: map[string][]any{}, notes: []DraftNote{}}
	var scope []string
	for n, s := range sections {
		if n >= len(parts) || parts[n] == Skip || parts[n] == "" {
			continue
		}
		if parts[n] == "scope" {
			scope = append(scope, s.Paragraphs...)
			continue
		}
		d.section(n, s, parts[n])
	}
	if len(scope) > 0 {
		head.Scope = cut(strings.Join(scope, "\n"), 3000)
	}
	m := asMap(head)
	for part, items := range d.items {
		m[part] = items
	}
	raw, err := json.Marshal(m)
	if err == nil {
		err = json.Unmarshal(raw, &head)
	}
	if err != nil {
		d.notes = append(d.notes, DraftNote{0, lang.T("部分内容无法写入草稿："+err.Error(), "some of it does not fit: "+err.Error())})
	}
	return head, d.notes
}

type drafting struct {
	items map[string][]any
	notes []DraftNote
}

func (d *drafting) section(n int, s outline.Section, part string) {
	f, ok := fieldOf(form.Fields(EmergencyPlan{}), part)
	if !ok || f.Sort != "table" {
		d.notes = append(d.notes, DraftNote{n, lang.T("没有这个部分："+part, "there is no part "+part)})
		return
	}
	took := 0
	for _, t := range s.Tables {
		took += d.table(part, f, t)
	}
	if took == 0 {
		took = d.paragraphs(part, s)
	}
	if took == 0 && len(s.Paragraphs)+len(s.Tables) > 0 {
		d.notes = append(d.notes, DraftNote{n, lang.T("“"+s.Title+"”没有识别出条目，请改为表格，或在编辑时补充", "no item was found in “"+s.Title+"”: make it a table, or add them by hand")})
	}
}

func (d *drafting) add(part string, item map[string]any) {
	if _, ok := item["id"]; !ok && part != "levels" {
		item["id"] = prefixes[part] + strconv.Itoa(len(d.items[part])+1)
	}
	d.items[part] = append(d.items[part], item)
}

var prefixes = map[string]string{"triggers": "Q", "groups": "G", "roles": "R", "tasks": "T", "teams": "D", "needs": "W", "assets": "Z", "notices": "N", "checklists": "J", "cards": "K", "contacts": "C", "maps": "M"}

// table takes the rows of a table whose first row names fields by their titles.
func (d *drafting) table(part string, f form.Field, rows [][]string) (took int) {
	if len(rows) < 2 {
		return 0
	}
	columns := make([]*form.Field, len(rows[0]))
	known := 0
	for i, title := range rows[0] {
		if c := columnOf(part, f.Fields, title); c != nil {
			columns[i] = c
			known++
		}
	}
	if known == 0 {
		return 0
	}
	for _, r := range rows[1:] {
		item := map[string]any{}
		for i, cell := range r {
			if i < len(columns) && columns[i] != nil && strings.TrimSpace(cell) != "" {
				if v := fieldValue(*columns[i], strings.TrimSpace(cell)); v != nil {
					item[columns[i].Name] = v
				}
			}
		}
		if len(item) > 0 {
			d.add(part, item)
			took++
		}
	}
	return took
}

// also are further titles of columns, as plans in Word have them.
var also = map[string]string{"联系人": "name", "手机": "phone", "联系电话": "phone", "职务职称": "title", "工作单位": "unit", "物资名称": "name", "品名": "name", "储备数量": "amount", "计量单位": "unit", "队伍名称": "name", "任务": "title", "完成时限": "minutes", "时限": "minutes", "责任单位": "group", "名称": "title", "职责": "duty", "人数": "people", "内容": "text", "接收对象": "to"}

func columnOf(part string, fields []form.Field, title string) *form.Field {
	title = strings.Join(strings.Fields(title), "")
	for n, f := range fields {
		if f.Title.Zh == title {
			return &fields[n]
		}
	}
	if name := also[title]; name != "" {
		if f, ok := fieldOf(fields, name); ok {
			return &f
		}
		if f, ok := fieldOf(fields, "name"); ok && name == "title" && part != "tasks" {
			return &f
		}
	}
	return nil
}

var digits = regexp.MustCompile(`\d+(?:\.\d+)?`)

// fieldValue reads a cell by its field: choices by their titles, lists by lines, numbers by their digits, hours as minutes.
func fieldValue(f form.Field, cell string) any {
	choice := func(s string) string {
		for _, c := range f.Choices {
			if s == c.Key || s == c.Title.Zh || strings.HasPrefix(c.Title.Zh, s) {
				return c.Key
			}
		}
		return s
	}
	switch f.Type {
	case form.Texts:
		var out []any
		for line := range strings.SplitSeq(cell, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, choice(line))
			}
		}
		return out
	case form.Truth:
		return cell == "是"
	case form.Whole, form.Number:
		v, err := strconv.ParseFloat(digits.FindString(strings.ReplaceAll(cell, ",", "")), 64)
		if err != nil {
			return nil
		}
		if f.Unit == "min" && strings.Contains(cell, "小时") {
			v *= 60
		}
		if f.Type == form.Whole {
			return int(v)
		}
		return v
	default:
	}
	if len(f.Choices) > 0 {
		if key := choice(cell); slices.ContainsFunc(f.Choices, func(c form.Choice) bool { return c.Key == key }) {
			return key
		}
		return nil
	}
	if f.Max != nil {
		return cut(cell, int(*f.Max))
	}
	return cut(cell, 500)
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

var (
	item   = regexp.MustCompile(`^(?:\d{1,2}[.．、)）]|[（(]\d{1,2}[)）]|[①-⑳]|[-•·])\s*`)
	within = regexp.MustCompile(`(\d{1,4})\s*(分钟|小时|日|天)(?:内|以内|之内)`)
)

// paragraphs makes items of text: tasks with the time limit that they name, a card of its steps, groups by their names.
func (d *drafting) paragraphs(part string, s outline.Section) int {
	switch part {
	case "tasks":
		for _, p := range s.Paragraphs {
			text := item.ReplaceAllString(p, "")
			d.add(part, map[string]any{"title": cut(firstOf(text), 100), "detail": cut(text, 1000), "start": "now", "minutes": limitOf(text)})
		}
		return len(s.Paragraphs)
	case "cards":
		if len(s.Paragraphs) == 0 {
			return 0
		}
		var steps []any
		for _, p := range s.Paragraphs {
			steps = append(steps, cut(item.ReplaceAllString(p, ""), 300))
		}
		d.add(part, map[string]any{"title": cut(s.Title, 60), "for": cut(s.Title, 60), "hazard": cut(s.Title, 300), "steps": steps})
		return 1
	case "groups":
		took := 0
		for _, p := range s.Paragraphs {
			name, duty, ok := strings.Cut(item.ReplaceAllString(p, ""), "：")
			if ok && len([]rune(name)) <= 30 {
				d.add(part, map[string]any{"title": name, "duty": cut(duty, 500), "tier": tierOf(name)})
				took++
			}
		}
		return took
	}
	return 0
}

func tierOf(name string) string {
	switch {
	case strings.Contains(name, "指挥部"):
		return Chief
	case strings.HasSuffix(name, "组"):
		return OnSite
	}
	return Unit
}

func firstOf(text string) string {
	if i := strings.IndexAny(text, "，。；：,;:"); i > 0 {
		return text[:i]
	}
	return text
}

// limitOf is the time limit that a text names, in minutes; half an hour where it names none.
func limitOf(text string) int {
	m := within.FindStringSubmatch(text)
	if m == nil {
		return 30
	}
	n, _ := strconv.Atoi(m[1])
	switch m[2] {
	case "小时":
		n *= 60
	case "日", "天":
		n *= 24 * 60
	}
	return max(1, n)
}
