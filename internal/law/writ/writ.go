// Package writ is every document of administrative law that the bureau issues, as data: the fields to fill in, the wording,
// and what must have been issued before.
//
// A Kind names a writ and says what it needs; its Zero is a struct whose tags are the form (base/form). Make checks what
// was filled in and composes a document.Doc, which the packages below base/document set as a Word file or a page. What is
// the same in every writ of a case (agency, party, officers, remedies) is in Common, which comes from the case and not from
// a form. Terms and articles come from the caller, who knows the rules in force on the day; Kind.Basis holds the present
// article where it was checked against the text of the law. The package is pure: no database, no time, and no knowledge of
// who may issue what.
package writ

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// Common is what the case gives to all its writs.
type Common struct {
	Agency   string        `json:"agency"`
	Number   string        `json:"number,omitempty"` // as written; for kinds with a Code
	Date     calendar.Date `json:"date"`             // of issue
	Case     string        `json:"case,omitempty"`   // 案由：unit, suspected conduct, 案
	Party    Party         `json:"party,omitzero"`
	Officers []Officer     `json:"officers,omitempty"`
	Contact  Contact       `json:"contact,omitzero"`
	Remedy   Remedy        `json:"remedy,omitzero"`
	Terms    map[Term]int  `json:"terms,omitempty"`    // numbers that the law in force puts into the text
	Unit     string        `json:"unit,omitempty"`     // of the short terms of the party; empty: 个工作日
	Basis    string        `json:"basis,omitempty"`    // articles on the procedure; empty: the kind's own
	Opinions []Opinion     `json:"opinions,omitempty"` // of those who approve
	Mark     string        `json:"mark,omitempty"`     // at the head of every page: 演示数据
}

// Sort says whether a party is a unit or a natural person.
type Sort string

// The parties.
const (
	Unit   Sort = "unit"
	Person Sort = "person"
)

// Party is whom a case concerns.
type Party struct {
	Sort           Sort   `json:"sort"`
	Name           string `json:"name"`
	Code           string `json:"code"` // unified social credit code, or identity number
	Address        string `json:"address"`
	Representative string `json:"representative,omitempty"` // legal representative or head of a unit
	Phone          string `json:"phone"`
}

// Officer is a certified enforcement officer.
type Officer struct {
	Name        string `json:"name"`
	Certificate string `json:"certificate"`
}

// Contact is where the party finds the agency.
type Contact struct {
	Person  string `json:"person"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

// Remedy is where the party may object.
type Remedy struct {
	Government  string `json:"government"` // 申请行政复议: the people's government at the same level
	Court       string `json:"court"`
	ReviewFirst bool   `json:"review_first,omitempty"` // 复议前置
}

// Opinion is what one of the approving officers wrote.
type Opinion struct {
	Role string        `json:"role"` // 承办人意见
	Text string        `json:"text"`
	Name string        `json:"name"`
	Date calendar.Date `json:"date"`
}

// Term is a number of the law that stands in the text of writs.
type Term string

// The terms.
const (
	ReviewDays       Term = "review-days"       // 行政复议申请期限，日
	SuitMonths       Term = "suit-months"       // 行政诉讼起诉期限，月
	PayDays          Term = "pay-days"          // 缴纳罚款期限，日
	SurchargePercent Term = "surcharge-percent" // 每日加处罚款，%
	HearingDays      Term = "hearing-days"      // 要求听证期限，工作日
	DefenceDays      Term = "defence-days"      // 陈述申辩期限，工作日
	PreserveDays     Term = "preserve-days"     // 先行登记保存处理期限，工作日
	DemandDays       Term = "demand-days"       // 催告履行期限，工作日
	AnswerDays       Term = "answer-days"       // 信息公开答复期限，工作日
	VisitDays        Term = "visit-days"        // 信访办理期限，日
	VisitReviewDays  Term = "visit-review-days" // 请求复查、复核期限，日
)

var termTitles = map[Term]lang.Text{
	ReviewDays: lang.T("行政复议申请期限", "Term for reconsideration"), SuitMonths: lang.T("行政诉讼起诉期限", "Term for a suit"),
	PayDays: lang.T("缴纳罚款期限", "Term for payment"), SurchargePercent: lang.T("加处罚款比例", "Rate of the surcharge"),
	HearingDays: lang.T("要求听证期限", "Term to request a hearing"), DefenceDays: lang.T("陈述申辩期限", "Term to state and defend"),
	PreserveDays: lang.T("先行登记保存期限", "Term of preservation"), DemandDays: lang.T("催告履行期限", "Term of the demand"),
	AnswerDays: lang.T("信息公开答复期限", "Term to answer"), VisitDays: lang.T("信访办理期限", "Term to handle a petition"),
	VisitReviewDays: lang.T("请求复查复核期限", "Term to request a review"),
}

// Writ is the fields of one kind of writ. Only this package has writs.
type Writ interface{ write(s *sheet) }

// Gate is a condition on what the case holds already: one of the named kinds must have been issued, or approved when it
// is an approval.
type Gate []string

// Kind is one kind of writ.
type Kind struct {
	Name  string // "penalty-decision-unit"
	Title lang.Text
	Head  string // the title as printed, when it differs: 行政处罚决定书（单位）
	Code  string // 文号代字; empty for writs without a number of their own
	Zero  Writ
	Gates []Gate // all must be open
	// Complete says that every other writ of the case must have been issued before: for closing.
	Complete bool
	Layout   document.Layout // empty: Form
	Basis    string          // articles on the procedure, checked against the text of the law in force in 2026
	Internal bool            // stays within the agency
	Approval bool            // carries the opinions of those who approve
	Served   bool            // must be served: a receipt is attached
	Sealed   bool
	Remedied bool // tells the party how to object
	For      Sort // only for such a party
	Case     bool // needs the cause of the case
	Party    bool // needs the party
	Officers int  // needs so many officers
	Contact  bool // tells where the agency is found
	Terms    []Term
	Copies   []string
}

// Lookup finds a kind by its name.
func Lookup(name string) (Kind, bool) {
	for _, k := range All() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// After are the gates as the procedure engine takes them: each a list of names joined by commas.
func (k Kind) After() []string {
	var out []string
	for _, g := range k.Gates {
		out = append(out, strings.Join(g, ","))
	}
	return out
}

// Schema is the form of the writ's own fields.
func (k Kind) Schema() map[string]any { return form.Schema(reflect.ValueOf(k.Zero).Elem().Interface()) }

// Make composes the writ. fields is a value of Zero's struct, a pointer to one, or its JSON. What is missing or does not
// fit is Invalid, and the sentence names the field.
func (k Kind) Make(c Common, fields any) (document.Doc, error) {
	raw, ok := fields.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = json.Marshal(fields); err != nil {
			return document.Doc{}, fmt.Errorf("writ %s: %w", k.Name, err)
		}
	}
	zero := reflect.ValueOf(k.Zero).Elem().Interface()
	v, err := form.Decode(zero, raw, "")
	if err != nil {
		return document.Doc{}, err
	}
	if err := filled(reflect.ValueOf(v).Elem()); err != nil {
		return document.Doc{}, err
	}
	if err := c.check(k); err != nil {
		return document.Doc{}, err
	}
	w, ok := v.(Writ)
	if !ok {
		return document.Doc{}, fail.Internal("writ.kind", "文书种类声明有误", "the kind of writ is declared wrongly")
	}
	s := newSheet(c, k)
	w.write(s)
	d := s.finish(v)
	return d, d.Check()
}

// filled refuses a required list without an entry, which the form alone lets pass.
func filled(v reflect.Value) error {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		name, optional := tagName(f)
		if f.Type.Kind() == reflect.Slice && v.Field(i).Len() == 0 && !optional {
			title := tagTitle(f)
			return fail.Invalid("form.value", title.Zh+"不能为空", title.En+" is missing").At(name)
		}
	}
	return nil
}

// check refuses a Common that lacks what the kind needs.
func (c Common) check(k Kind) error {
	type need struct {
		ok          bool
		field       string
		zh, en      string
		onlyForUnit bool
	}
	p := c.Party
	needs := []need{
		{c.Agency != "", "agency", "行政机关名称", "Agency", false},
		{!c.Date.IsZero(), "date", "日期", "Date", false},
		{k.Code == "" || c.Number != "", "number", "文号", "Number", false},
		{!k.Case || c.Case != "", "case", "案由", "Cause of the case", false},
		{len(c.Officers) >= k.Officers, "officers", "执法人员", "Enforcement officers", false},
		{!k.Contact || c.Contact.Person != "" && c.Contact.Phone != "" && c.Contact.Address != "", "contact", "联系人、电话和地址", "Contact", false},
		{!k.Remedied || c.Remedy.Government != "" && c.Remedy.Court != "", "remedy", "行政复议机关和管辖法院", "Government and court", false},
		{!k.Approval || len(c.Opinions) > 0, "opinions", "审批意见", "Opinions", false},
	}
	if k.Party {
		needs = append(needs,
			need{p.Sort == Unit || p.Sort == Person, "party.sort", "当事人类型", "Kind of party", false},
			need{p.Name != "", "party.name", "当事人姓名或者名称", "Name of the party", false},
			need{p.Code != "", "party.code", "统一社会信用代码或者身份证号码", "Credit code or identity number", false},
			need{p.Address != "", "party.address", "当事人地址", "Address of the party", false},
			need{p.Representative != "", "party.representative", "法定代表人（负责人）", "Legal representative", true},
			need{p.Phone != "", "party.phone", "当事人联系电话", "Telephone of the party", false})
	}
	for _, n := range needs {
		if !n.ok && (!n.onlyForUnit || p.Sort == Unit) {
			return fail.Invalid("writ.missing", n.zh+"不能为空", n.en+" is missing").At(n.field)
		}
	}
	if k.For != "" && p.Sort != k.For {
		return fail.Invalid("writ.party", map[Sort]string{Unit: "本文书只适用于单位", Person: "本文书只适用于个人"}[k.For], "the writ is not for such a party").At("party.sort")
	}
	for i, o := range c.Officers {
		if o.Name == "" || o.Certificate == "" {
			return fail.Invalid("writ.missing", "执法人员姓名和证件号不能为空", "an officer lacks name or certificate").At("officers." + strconv.Itoa(i))
		}
	}
	terms := k.Terms
	if k.Remedied {
		terms = append([]Term{ReviewDays, SuitMonths}, terms...)
	}
	for _, t := range terms {
		if c.Terms[t] <= 0 {
			return fail.Invalid("writ.missing", termTitles[t].Zh+"不能为空", termTitles[t].En+" is missing").At("terms." + string(t))
		}
	}
	return nil
}
