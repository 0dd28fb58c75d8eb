package affairs

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// The regulations as the procedures cite them.
const (
	disclosureLaw = "《政府信息公开条例》"
	petitionLaw   = "《信访工作条例》"
)

func gid(article string) procedure.Basis {
	return procedure.Basis{Law: disclosureLaw, Article: article}
}

func visit(article string) procedure.Basis {
	return procedure.Basis{Law: petitionLaw, Article: article}
}

func illegal(code, zh, en string) *fail.Error { return fail.Illegal("affairs."+code, zh, en) }

// endOf is 24:00 of a day as forms write it.
func endOf(s string) (time.Time, error) {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return time.Time{}, err
	}
	return d.End(), nil
}

// lastDay is the day that a term which is over at a moment still includes.
func lastDay(due clock.Instant) writ.Day {
	return writ.Day(calendar.DateOf(due.Add(-time.Second)).String())
}

// clockDay is the last day of a running clock of the case.
func clockDay(t *procedure.Turn, name string) (writ.Day, error) {
	k, ok := t.Clock(name)
	if !ok || k.DueAt.IsZero() {
		return "", fail.Internal("affairs.no-clock", "本案没有这个期限", "the case has no clock "+name)
	}
	return lastDay(k.DueAt), nil
}

// takes makes the doer the case's handler.
func takes(t *procedure.Turn) {
	t.Case.Assignee, t.Case.AssigneeName = t.Doer().ID, t.Doer().Name
}

// common is what the case gives to all its writs. basis overrides the articles of the kind.
func (s *System) common(t *procedure.Turn, n procedure.Numbered, basis string) (writ.Common, error) {
	office := s.Office(t.Case.Area)
	c := writ.Common{
		Agency: n.Organ.Name, Number: n.Number, Date: calendar.DateOf(t.Now.Time), Contact: office.Contact, Remedy: office.Remedy, Terms: map[writ.Term]int{}, Basis: basis, Mark: s.Mark,
	}
	for name, rule := range map[writ.Term]string{writ.ReviewDays: "R-APP", writ.SuitMonths: "S-SUE", writ.AnswerDays: "I-ANS", writ.VisitDays: "X-HAN", writ.VisitReviewDays: "X-REV"} {
		spec, err := t.Rules.Term(rule)
		if err != nil {
			return c, fmt.Errorf("term %s: %w", rule, err)
		}
		c.Terms[name] = spec.Length
	}
	return c, nil
}

// paper declares a writ of the catalogue. fill gives its fields; it may change what the case gives.
func paper[T any](s *System, kind string, basis procedure.Basis, fill func(t *procedure.Turn, d T, c *writ.Common) (any, error)) procedure.Writ {
	k, ok := writ.Lookup(kind)
	if !ok {
		panic("affairs: no writ " + kind) // declared data; a test walks it
	}
	return procedure.Writ{
		Name: kind, Title: k.Title, Code: k.Code, Served: k.Served, Basis: basis,
		Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			d, err := procedure.DataOf[T](t)
			if err != nil {
				return document.Doc{}, err
			}
			c, err := s.common(t, n, "")
			if err != nil {
				return document.Doc{}, err
			}
			fields, err := fill(t, d, &c)
			if err != nil {
				return document.Doc{}, err
			}
			return k.Make(c, fields)
		},
	}
}

// note is the content of a letter that the catalogue of writs does not hold.
type note struct {
	to   string // addressee
	text []string
	hide []document.Personal
}

// letter declares a sealed letter of the bureau; code is the word for it in numbers.
func letter[T any](s *System, name, code string, title lang.Text, basis procedure.Basis, write func(t *procedure.Turn, d T) (note, error)) procedure.Writ {
	return procedure.Writ{
		Name: name, Title: title, Code: code, Basis: basis,
		Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			d, err := procedure.DataOf[T](t)
			if err != nil {
				return document.Doc{}, err
			}
			w, err := write(t, d)
			if err != nil {
				return document.Doc{}, err
			}
			office := s.Office(t.Case.Area).Contact
			doc := document.Doc{Layout: document.Letter, Issuer: n.Organ.Name, Title: title.Zh, Number: n.Number, Addressee: w.to, Mark: s.Mark, Personal: w.hide}
			for _, p := range w.text {
				doc.Blocks = append(doc.Blocks, document.Text(p))
			}
			doc.Blocks = append(doc.Blocks,
				document.Text("联系人："+office.Person+"　　联系电话："+office.Phone), document.Text("联系地址："+office.Address),
				document.Seal(n.Organ.Name, calendar.DateOf(t.Now.Time)))
			return doc, nil
		},
	}
}

// days is the length of a term of the case's packs, for a letter that tells it.
func days(t *procedure.Turn, rule string) (int, error) {
	spec, err := t.Rules.Term(rule)
	return spec.Length, err
}

func named(name string) []document.Personal {
	return []document.Personal{{Sort: document.Name, Text: name}}
}
