package enforce

import (
	"cmp"
	"context"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/discretion"
)

func (s *System) discretionOperations() []httpapi.Operation {
	const read = "enforce.case.read"
	return []httpapi.Operation{
		httpapi.Get("/enforce/items", read, s.items).Doc("Items of the discretion benchmark", "Those that hold all words of q in their title, articles or number. Forms whose source is enforce/items take the value of one."),
		httpapi.Get("/enforce/circumstances", read, s.circumstances).Doc("Circumstances of the discretion benchmark", "One entry for each effect that the law leaves open. Forms whose source is enforce/circumstances take the value of one."),
		httpapi.Get("/enforce/cases/{id}/discretion", read, s.discretionOf).Doc("What the benchmark proposes in a case", "Each step with its article, the amounts written so far, and the fines of like cases that the caller may see. With try the facts of the query are taken instead of those of the report."),
	}
}

// ItemView is an item of the benchmark to choose.
type ItemView struct {
	Value   string            `json:"value" doc:"what a form takes"`
	Title   lang.Text         `json:"title"`
	Note    lang.Text         `json:"note" doc:"the article that punishes and its range, in one line"`
	Duty    string            `json:"duty" doc:"the article that is broken"`
	Penalty string            `json:"penalty" doc:"the article that punishes"`
	From    calendar.Date     `json:"from" doc:"first day of the conduct that it covers"`
	To      calendar.Date     `json:"to,omitzero" doc:"last such day"`
	First   discretion.Fines  `json:"first"`
	Overdue *discretion.Fines `json:"overdue,omitempty" doc:"when it was not corrected in time"`
	Factor  discretion.Factor `json:"factor" doc:"what is measured to find the grade"`
}

func itemView(it discretion.Item) ItemView {
	zh, en := []string{it.Penalty}, []string{it.Penalty}
	for _, x := range []struct {
		zh, en string
		fines  *discretion.Fines
	}{{"", "", &it.First}, {"逾期未改正", "if not corrected ", it.Overdue}} {
		if x.fines != nil && x.fines.Party != nil {
			zh, en = append(zh, x.zh+spanZh(*x.fines.Party)), append(en, x.en+spanEn(*x.fines.Party))
		}
	}
	return ItemView{
		Value: it.ID, Title: lang.T(it.Title, it.Title), Note: lang.T(strings.Join(zh, "；"), strings.Join(en, "; ")), Duty: it.Duty, Penalty: it.Penalty, From: it.From, To: it.To,
		First: it.First, Overdue: it.Overdue, Factor: it.Factor,
	}
}

// wan is an amount as officials say it: 5万元, 5000元.
func wan(yuan int64) string {
	if yuan >= 10_000 && yuan%1_000 == 0 {
		return strings.TrimSuffix(strings.TrimRight(fixed(yuan), "0"), ".") + "万元"
	}
	return decimal(yuan) + "元"
}

func spanZh(r discretion.Range) string {
	if r.Min == 0 {
		return "罚款" + wan(r.Max) + "以下"
	}
	return "罚款" + wan(r.Min) + "至" + wan(r.Max)
}

func spanEn(r discretion.Range) string {
	if r.Min == 0 {
		return "a fine of at most " + decimal(r.Max) + " yuan"
	}
	return "a fine of " + decimal(r.Min) + " to " + decimal(r.Max) + " yuan"
}

type itemsInput struct {
	Q     string `query:"q" maxLength:"100" doc:"words to find, each of them, or the number of an item"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"200" doc:"how many at most"`
}

// items lists the items of the benchmark. The benchmark is the same for the whole city, so no area narrows it.
func (s *System) items(_ context.Context, in *itemsInput) (*httpapi.Body[httpapi.Page[ItemView]], error) {
	page := httpapi.Page[ItemView]{Items: []ItemView{}}
	for _, it := range s.Benchmark.All() {
		if len(page.Items) < in.Limit && holds(strings.Join([]string{it.ID, it.Title, it.Duty, it.Penalty}, " "), in.Q) {
			page.Items = append(page.Items, itemView(it))
		}
	}
	return httpapi.OK(page), nil
}

// holds reports whether a text has every word.
func holds(text, words string) bool {
	text = strings.ToLower(text)
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// CircumstanceView is a circumstance to choose.
type CircumstanceView struct {
	Value  string            `json:"value" doc:"what a form takes"`
	Title  lang.Text         `json:"title"`
	Note   lang.Text         `json:"note" doc:"what it does, and the article"`
	Effect discretion.Effect `json:"effect"`
}

// effectWords are the effects in words.
var effectWords = map[discretion.Effect]lang.Text{
	discretion.Lighter: lang.T("从轻", "lighter"), discretion.Heavier: lang.T("从重", "heavier"), discretion.Mitigated: lang.T("减轻", "mitigated"), discretion.None: lang.T("不予处罚", "no penalty"),
}

func (s *System) circumstances(_ context.Context, in *itemsInput) (*httpapi.Body[httpapi.Page[CircumstanceView]], error) {
	page := httpapi.Page[CircumstanceView]{Items: []CircumstanceView{}}
	for _, c := range s.Benchmark.Circumstances {
		for i, e := range c.Effects {
			v := CircumstanceView{Value: c.ID, Title: lang.T(c.Title, c.En), Effect: e}
			v.Note = lang.T(effectWords[e].Zh+"，"+c.Basis, effectWords[e].En+", "+c.Basis)
			if i > 0 { // the usual effect needs no name
				v.Value += "=" + string(e)
			}
			if len(c.Effects) > 1 {
				v.Title = lang.T(c.Title+"（"+effectWords[e].Zh+"）", c.En+" ("+effectWords[e].En+")")
			}
			if len(page.Items) < in.Limit && holds(cmp.Or(v.Title.Zh, v.Value)+" "+v.Title.En+" "+v.Note.Zh+" "+v.Value, in.Q) {
				page.Items = append(page.Items, v)
			}
		}
	}
	return httpapi.OK(page), nil
}
