package warn

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/register"
)

// Flaw is one thing that keeps a draft from being published: where, what is wrong, and how to mend it.
type Flaw struct {
	Field string    `json:"field"`
	Text  lang.Text `json:"text"`
}

// The limits of checking. A warning stands at most so long without being renewed.
const (
	longestStand = 7 * 24 * time.Hour
	smsMost      = 350 // characters of a text by SMS, in parts
)

// checkDraft lists all that is wrong with a draft, in the order of its form. Scope is where its author may publish.
func checkDraft(d Draft, areas *register.Areas, home string, scope identity.Scope, now time.Time) []Flaw {
	c := checker{d: d, areas: areas, home: home, scope: scope, now: now}
	c.event()
	c.times()
	c.places()
	c.colour()
	c.texts()
	return c.faults
}

type checker struct {
	d      Draft
	areas  *register.Areas
	home   string
	scope  identity.Scope
	now    time.Time
	faults []Flaw
}

func (c *checker) bad(field, zh, en string) {
	c.faults = append(c.faults, Flaw{field, lang.T(zh, en)})
}

func (c *checker) event() {
	switch {
	case c.d.Event == "":
		c.bad("event", "请选择预警类型", "choose the event type")
	case cap.EventName(c.d.Event) == c.d.Event:
		c.bad("event", "预警类型“"+c.d.Event+"”不在目录中，请重新选择", "the event type is not in the list; choose again")
	}
	if cap.Colour(c.d.Colour).Word() == "" {
		c.bad("colour", "请选择预警级别", "choose a colour")
	}
}

func (c *checker) times() {
	expires, err := time.Parse(time.RFC3339, c.d.Expires)
	if err != nil {
		c.bad("expires", "请填写失效时间", "say when it expires")
		return
	}
	switch {
	case !expires.After(c.now.Add(5 * time.Minute)):
		c.bad("expires", "失效时间须晚于现在至少 5 分钟，请改为将来的时间", "it must expire 5 minutes from now at the earliest")
	case expires.After(c.now.Add(longestStand)):
		c.bad("expires", "有效期超过 7 天，请缩短，到期前续发", "it would stand for more than 7 days; shorten it and renew it in time")
	}
	if c.d.Onset == "" {
		return
	}
	onset, err := time.Parse(time.RFC3339, c.d.Onset)
	if err != nil || !onset.Before(expires) {
		c.bad("onset", "预计发生时间须早于失效时间", "the onset must come before the end")
	}
}

func (c *checker) places() {
	if len(c.d.Areas) == 0 {
		c.bad("areas", "请选择影响区域，或在地图上绘制", "choose areas, or draw on the map")
	}
	for _, code := range c.d.Areas {
		v, known := c.areas.Find(code)
		switch {
		case !known:
			c.bad("areas", "没有区划“"+code+"”", "there is no area "+code)
		case !c.scope.Contains(code):
			c.bad("areas", "您无权在“"+v.Name+"”发布预警，请去掉该区域或由上级发布", "you may not publish in "+v.Name+"; take it out, or let the office above publish")
		}
	}
	if c.d.Polygon == "" {
		return
	}
	shape, err := drawn(c.d.Polygon)
	if err != nil {
		c.bad("polygon", "手绘范围无效："+reasonOf(err)+"；请重新绘制", "the drawn area is not valid: "+reasonEn(err)+"; draw it again")
		return
	}
	for _, v := range c.areas.At(register.District) {
		if !c.scope.Contains(v.Code) && c.areas.Shape(v.Code).Meets(shape) && !covered(c.scope, v.Code) {
			c.bad("polygon", "手绘范围伸入您无权发布的“"+v.Name+"”，请收回", "the drawn area reaches into "+v.Name+", where you may not publish")
		}
	}
	for _, code := range c.d.Areas {
		if s := c.areas.Shape(code); !s.Empty() && !s.Meets(shape) {
			c.bad("polygon", "手绘范围与所选区域“"+c.areas.Name(code)+"”不相交", "the drawn area does not meet "+c.areas.Name(code))
		}
	}
}

// covered is whether somebody may publish in a part of an area: then a drawing that stays in the part is theirs, which the
// areas chosen say.
func covered(scope identity.Scope, code string) bool {
	for _, p := range scope {
		if strings.HasPrefix(p, code) {
			return true
		}
	}
	return false
}

// drawn reads the drawing of a draft: closed rings that do not cross.
func drawn(text string) (geo.Shape, error) {
	g, err := geo.ParseGeometry([]byte(text))
	if err != nil {
		return geo.Shape{}, err
	}
	if g.IsLine() {
		return geo.Shape{}, fail.Invalid("warn.polygon", "应为闭合的面", "it must be a closed area")
	}
	return geo.ParseShape(g.JSON())
}

func reasonOf(err error) string {
	if f := fail.As(err); f != nil {
		return f.Text.Zh
	}
	return "无法识别"
}

func reasonEn(err error) string {
	if f := fail.As(err); f != nil {
		return f.Text.En
	}
	return "it cannot be read"
}

func (c *checker) colour() {
	if c.d.Deviation != "" {
		return
	}
	want, known := deserved(c.d.Event, c.d.Hours, c.d.Value)
	switch {
	case !known || string(want) == c.d.Colour && c.d.Hours > 0:
	case c.d.Hours == 0:
		c.bad("hours", "该类预警有分级标准，请填写时效和数值，或写明不一致的理由", "this event has criteria: give hours and value, or say why it deviates")
	case want == "":
		c.bad("colour", "所填数值未达到任何级别的标准；请核对，或写明理由", "the values meet no criterion; check them, or say why")
	default:
		c.bad("colour", fmt.Sprintf("按标准应为%s，草稿为%s；请改正，或写明理由", want.Word(), cap.Colour(c.d.Colour).Word()), fmt.Sprintf("by the criteria it should be %s and not %s; correct it, or say why", want, c.d.Colour))
	}
}

func (c *checker) texts() {
	for _, f := range []struct{ field, zh, en, text string }{{"headline", "标题", "headline", c.d.Headline}, {"description", "预警内容", "text", c.d.Description}, {"instruction", "防御指南", "instruction", c.d.Instruction}} {
		if strings.TrimSpace(f.text) == "" {
			c.bad(f.field, f.zh+"不能为空", "the "+f.en+" is missing")
		} else if strings.ContainsFunc(f.text, func(r rune) bool { return r == '{' || r == '}' }) {
			c.bad(f.field, f.zh+"里还有未填写的模板占位（{ }）", "the "+f.en+" still holds a placeholder { }")
		}
	}
	if n := utf8.RuneCountInString(smsText(c.d)); n > smsMost {
		c.bad("description", fmt.Sprintf("短信全文 %d 字，超过 %d 字；请精简", n, smsMost), fmt.Sprintf("the SMS has %d characters, more than %d; shorten it", n, smsMost))
	}
	word := cap.Colour(c.d.Colour).Word()
	if other := otherColour(c.d.Headline, word); word != "" && other != "" {
		c.bad("headline", "标题写的是"+other+"，级别是"+word, "the headline names another colour than the level")
	}
}

func otherColour(text, word string) string {
	for _, c := range []cap.Colour{cap.Red, cap.Orange, cap.Yellow, cap.Blue} {
		if c.Word() != word && strings.Contains(text, c.Word()) {
			return c.Word()
		}
	}
	return ""
}

// refusal is the first fault as a refusal that names all of them.
func refusal(faults []Flaw) error {
	if len(faults) == 0 {
		return nil
	}
	var zh, en []string
	for _, f := range faults {
		zh, en = append(zh, f.Text.Zh), append(en, f.Text.En)
	}
	return fail.Invalid("warn.draft", strings.Join(zh, "；"), strings.Join(en, "; ")).At(faults[0].Field)
}
