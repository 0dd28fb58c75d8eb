package writ

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// sheet is a writ while it is being written. Rows gather into a table until something else follows.
type sheet struct {
	Common
	kind  Kind
	doc   document.Doc
	table []document.Row
	basis string
}

func newSheet(c Common, k Kind) *sheet {
	s := &sheet{Common: c, kind: k, basis: c.Basis}
	if s.basis == "" {
		s.basis = k.Basis
	}
	head := k.Head
	if head == "" {
		head = k.Title.Zh
	}
	s.doc = document.Doc{Layout: k.Layout, Issuer: c.Agency, Title: head, Number: c.Number, Mark: c.Mark, Copies: k.Copies}
	if s.doc.Layout == "" {
		s.doc.Layout = document.Form
	}
	if k.Code == "" {
		s.doc.Number = ""
	}
	return s
}

// finish adds what ends every writ: remedies, opinions, seal, receipt; and lists the personal data.
func (s *sheet) finish(fields any) document.Doc {
	if s.kind.Approval {
		for _, o := range s.Opinions {
			s.rows(document.Row{{Width: 4, Label: true, Text: o.Role}, {Width: 20, Text: o.Text, Lines: 3, Foot: "签名：" + o.Name + "　　" + chinese.Date(o.Date)}})
		}
	}
	s.flush()
	if s.kind.Remedied {
		s.add(document.Remedy(s.remedies()))
	}
	if s.kind.Contact {
		s.text("联系人：%s　　联系电话：%s\n联系地址：%s", s.Contact.Person, s.Contact.Phone, s.Contact.Address)
	}
	if s.kind.Sealed {
		s.add(document.Seal(s.Agency, s.Date))
	}
	if s.kind.Served {
		s.doc.Attached = append(s.doc.Attached, s.receipt())
	}
	if s.kind.Party {
		s.doc.Personal = append(s.doc.Personal, s.Party.personal()...)
	}
	s.doc.Personal = append(s.doc.Personal, personal(reflect.ValueOf(fields).Elem())...)
	return s.doc
}

// receipt is the blank form on which service is noted.
func (s *sheet) receipt() document.Doc {
	blank := func(label string) document.Row { return tall(label, "", 2) }
	return document.Doc{Layout: document.Form, Issuer: s.Agency, Title: "送达回证", Mark: s.Mark, Blocks: []document.Block{document.Table(
		one("案由", s.Case), one("送达文书名称、文号", s.doc.Title+"　"+s.doc.Number), one("受送达人", s.Party.Name), one("送达地点", ""),
		one("送达方式", "□直接送达　□留置送达　□邮寄送达　□电子送达　□委托送达　□转交送达　□公告送达"),
		one("收到时间", "　　　　年　　月　　日　　时　　分"), blank("受送达人签名或者盖章"), blank("代收人签名及与受送达人关系"),
		blank("见证人签名"), blank("送达人签名"), tall("备注", "", 4))}}
}

func (s *sheet) remedies() string {
	what := "本文" // 本决定, 本指令, 本答复: the title without its last character
	for _, w := range []string{"决定", "指令", "答复"} {
		if strings.Contains(s.kind.Title.Zh, w+"书") {
			what = "本" + w
		}
	}
	from := "自收到" + what + "书之日起"
	review := fmt.Sprintf("%s%d日内", from, s.Terms[ReviewDays])
	stays := fmt.Sprintf("行政复议、行政诉讼期间，%s不停止执行，法律另有规定的除外。", what)
	if s.Remedy.ReviewFirst {
		return fmt.Sprintf("如不服%s，应当%s先向%s申请行政复议；对行政复议决定不服的，再依法向%s提起行政诉讼。%s", what, review, s.Remedy.Government, s.Remedy.Court, stays)
	}
	return fmt.Sprintf("如不服%s，可以%s向%s申请行政复议，也可以%s%d个月内依法向%s提起行政诉讼。%s", what, review, s.Remedy.Government, from, s.Terms[SuitMonths], s.Remedy.Court, stays)
}

func (s *sheet) add(b ...document.Block) { s.flush(); s.doc.Blocks = append(s.doc.Blocks, b...) }

func (s *sheet) flush() {
	if len(s.table) > 0 {
		s.doc.Blocks = append(s.doc.Blocks, document.Table(s.table...))
		s.table = nil
	}
}

func (s *sheet) rows(r ...document.Row) { s.table = append(s.table, r...) }

// text is a paragraph. Only the format of this package is a format; what was typed comes as an argument.
func (s *sheet) text(format string, a ...any) { s.add(document.Text(fmt.Sprintf(format, a...))) }

func (s *sheet) heading(text string) { s.add(document.Heading(1, text)) }

// section is a heading with the text below it.
func (s *sheet) section(heading, text string) { s.heading(heading); s.add(document.Text(text)) }

func (s *sheet) sign(roles ...string) {
	var signs []document.Signature
	for _, r := range roles {
		signs = append(signs, document.Signature{Role: r})
	}
	s.add(document.Sign(signs...))
}

// party are the rows that say whom the writ concerns.
func (s *sheet) party(label string) {
	p := s.Party
	if p.Sort == Person {
		s.rows(two(label, p.Name, "身份证件号码", p.Code), two("住址", p.Address, "联系电话", p.Phone))
		return
	}
	s.rows(one(label, p.Name), two("统一社会信用代码", p.Code, "法定代表人（负责人）", p.Representative), two("地址", p.Address, "联系电话", p.Phone))
}

// officers are the rows with the enforcement officers.
func (s *sheet) officers(label string) {
	for _, o := range s.Officers {
		s.rows(two(label, o.Name, "执法证件号", o.Certificate))
	}
}

// named are the officers in a sentence: 王某（证件号1）、李某（证件号2）.
func (s *sheet) named() string {
	var out []string
	for _, o := range s.Officers {
		out = append(out, o.Name+"（执法证件号："+o.Certificate+"）")
	}
	return strings.Join(out, "、")
}

// unit is in what short terms are counted: working days, unless the law of the case says otherwise.
func (s *sheet) unit() string {
	if s.Unit != "" {
		return s.Unit
	}
	return "个工作日"
}

// address is how the writ speaks to the party: 你单位, or 你.
func (s *sheet) you() string {
	if s.Party.Sort == Person {
		return "你"
	}
	return "你单位"
}

// to begins a writ that speaks to the party.
func (s *sheet) to() { s.doc.Addressee = s.Party.Name }

func one(label, value string) document.Row {
	return document.Row{{Width: 4, Label: true, Text: label}, {Width: 20, Text: value}}
}

func two(l1, v1, l2, v2 string) document.Row {
	return document.Row{{Width: 4, Label: true, Text: l1}, {Width: 8, Text: v1}, {Width: 4, Label: true, Text: l2}, {Width: 8, Text: v2}}
}

func tall(label, value string, lines int) document.Row {
	return document.Row{{Width: 4, Label: true, Text: label}, {Width: 20, Text: value, Lines: lines}}
}

// heads is the head of a table of its own; cells is a row of it. Both take widths that make 24.
func heads(widths []int, texts ...string) document.Row {
	r := cells(widths, texts...)
	for i := range r {
		r[i].Label = true
	}
	return r
}

func cells(widths []int, texts ...string) document.Row {
	var r document.Row
	for i, w := range widths {
		r = append(r, document.Cell{Width: w, Text: texts[i]})
	}
	return r
}

// Yuan is an amount of money as it is typed: 12000 or 12000.50.
type Yuan string

// fen is the amount in fen. The form has checked the text.
func (y Yuan) fen() int64 {
	whole, part, _ := strings.Cut(string(y), ".")
	n, _ := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return n
}

// String is the amount in capitals and figures, as decisions name it.
func (y Yuan) String() string { return money(y.fen()) }

func money(fen int64) string {
	words, err := chinese.Amount(fen)
	figures := strconv.FormatInt(fen/100, 10)
	if fen%100 != 0 {
		figures += fmt.Sprintf(".%02d", fen%100)
	}
	if err != nil {
		return figures + "元"
	}
	return words + "（" + figures + "元）"
}

// Moment is a time as the form gives it (RFC 3339).
type Moment string

func (m Moment) String() string {
	t, err := time.Parse(time.RFC3339, string(m))
	if err != nil {
		return ""
	}
	return chinese.Moment(t)
}

func period(from, to Moment) string {
	a, errA := time.Parse(time.RFC3339, string(from))
	b, errB := time.Parse(time.RFC3339, string(to))
	if errA != nil || errB != nil {
		return from.String() + "至" + to.String()
	}
	return chinese.Period(a, b)
}

// Day is a day as the form gives it.
type Day string

func (d Day) String() string {
	v, err := calendar.ParseDate(string(d))
	if err != nil {
		return ""
	}
	return chinese.Date(v)
}

// choice is the Chinese title of what was chosen.
func choice(zero any, field, key string) string {
	for _, c := range form.Choices(zero, field) {
		if c.Key == key {
			return c.Title.Zh
		}
	}
	return key
}

// boxes shows all choices and ticks the one.
func boxes(zero any, field, key string) string {
	var out []string
	for _, c := range form.Choices(zero, field) {
		out = append(out, map[bool]string{true: "■", false: "□"}[c.Key == key]+c.Title.Zh)
	}
	return strings.Join(out, "　")
}

func yes(b bool) string { return map[bool]string{true: "■是　□否", false: "□是　■否"}[b] }

// personal lists the personal data of the party. A unit's name and address are public; who represents it acts in office.
func (p Party) personal() []document.Personal {
	if p.Sort == Person {
		return []document.Personal{{Sort: document.Name, Text: p.Name}, {Sort: document.Identity, Text: p.Code}, {Sort: document.Address, Text: p.Address}, {Sort: document.Phone, Text: p.Phone}}
	}
	return []document.Personal{{Sort: document.Officer, Text: p.Representative}, {Sort: document.Phone, Text: p.Phone}}
}

// personal lists the values of fields that are tagged private. The tag says of what kind they are; "1" hides all.
func personal(v reflect.Value) []document.Personal {
	var out []document.Personal
	for i := range v.NumField() {
		f, tag := v.Field(i), v.Type().Field(i).Tag.Get("private")
		switch {
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			for j := range f.Len() {
				out = append(out, personal(f.Index(j))...)
			}
		case tag == "" || f.Kind() != reflect.String || f.String() == "":
		case tag == "1":
			out = append(out, document.Personal{Sort: document.Private, Text: f.String()})
		default:
			out = append(out, document.Personal{Sort: document.Sort(tag), Text: f.String()})
		}
	}
	return out
}

func tagName(f reflect.StructField) (name string, optional bool) {
	name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, strings.Contains(rest, "omitempty")
}

func tagTitle(f reflect.StructField) lang.Text {
	zh, en, _ := strings.Cut(f.Tag.Get("title"), "|")
	return lang.T(zh, en)
}
