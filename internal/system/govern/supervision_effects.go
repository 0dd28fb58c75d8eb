package govern

import (
	"context"
	"strings"

	"anlan/internal/base/document"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// issued gives the matter to whoever answers for it: the one named, else the first of the posts, else whoever of the area
// holds the permission.
func (s *System) issued(ctx context.Context, t *procedure.Turn) error {
	if t.Case.Assignee == "" {
		p, err := s.Answering(ctx, t.Case.Area, t.Day())
		if err != nil {
			return err
		}
		if p.ID != t.Doer().ID {
			t.Case.Assignee, t.Case.AssigneeName = p.ID, p.Name
		}
	} else {
		var err error
		if t.Case.AssigneeName, err = s.Names(ctx, t.Case.Assignee); err != nil {
			return err
		}
	}
	return procedure.Alter(t, func(d *Supervision) error { d.IssuedOn = t.Day().String(); return nil })
}

// received makes who received it the one who answers.
func (s *System) received(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[receiveForm](t)
	t.Case.Assignee, t.Case.AssigneeName = t.Doer().ID, t.Doer().Name
	return procedure.Alter(t, func(d *Supervision) error {
		if p, ok := t.Paper("supervision-letter"); ok {
			d.Number = p.Number
		}
		d.Person, d.Phone, d.Plan = f.Person, f.Phone, f.Plan
		return nil
	})
}

func ended(outcome string) func(*procedure.Turn, *Supervision) error {
	return func(_ *procedure.Turn, d *Supervision) error { d.Outcome = outcome; return nil }
}

func extended(t *procedure.Turn, d *Supervision) error {
	d.Due, d.Extended = procedure.FormOf[extendForm](t).Until, true
	return nil
}

func published(_ *procedure.Turn, d *Supervision) error { d.Published = true; return nil }

func delayAsked(t *procedure.Turn, d *Supervision) error {
	d.Asked = procedure.FormOf[askForm](t).Until
	return nil
}

func delayAnswered(t *procedure.Turn, d *Supervision) error {
	if procedure.FormOf[answerForm](t).Grant {
		d.Due, d.Extended = d.Asked, true
	}
	d.Asked = ""
	return nil
}

func directed(t *procedure.Turn, d *Supervision) error {
	f := procedure.FormOf[directForm](t)
	d.Order, d.Due = f.Order, f.Due
	return nil
}

// checkLeads: passed it may be closed, else it goes back.
func checkLeads(t *procedure.Turn) string {
	if procedure.FormOf[checkForm](t).Passed {
		return verified
	}
	return received
}

func checked(t *procedure.Turn, d *Supervision) error {
	f := procedure.FormOf[checkForm](t)
	if !f.Passed {
		d.Returned++
		d.Due = f.Due
	}
	return nil
}

func delisted(_ *procedure.Turn, d *Supervision) error     { d.Delisted = true; return nil }
func endPublished(_ *procedure.Turn, d *Supervision) error { d.Ended = true; return nil }
func fellOverdue(_ *procedure.Turn, d *Supervision) error  { d.Overdue = true; return nil }

func progressed(t *procedure.Turn, d *Supervision) error {
	d.Progress = procedure.FormOf[progressForm](t).Progress
	d.Steps++
	return nil
}

func reported(t *procedure.Turn, d *Supervision) error {
	d.Result, d.Asked = procedure.FormOf[reportForm](t).Result, ""
	return nil
}

// rose notes to whom the matter went: the city, which stands above districts and streets.
func (s *System) rose(_ context.Context, t *procedure.Turn) error {
	t.Note(map[string]string{"text": "逾期未反馈，提级至" + s.AreaName(s.Home)})
	return procedure.Alter(t, func(d *Supervision) error { d.Raised++; return nil })
}

// talkBegun opens a talk about a matter that was not dealt with, under the same root.
func (s *System) talkBegun(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[talkFromForm](t)
	d, err := procedure.DataOf[Supervision](t)
	if err != nil {
		return err
	}
	_, err = t.Engine.Start(ctx, t.Tx, machine, TalkProcedure, procedure.NewCase{
		Title: talkTitle(d.Name, "overdue"), Area: t.Case.Area, Root: t.Case.Root, Department: "grid",
		Data: Talk{Kind: d.Kind, Name: d.Name, Person: f.Person, Reason: "overdue", Related: t.Case.ID, Matter: d.Matter + "：" + f.Reason},
		Note: map[string]string{"from": t.Case.ID, "by": t.Doer().ID},
	})
	return err
}

// supervisionLetter is 督办函.
func (s *System) supervisionLetter() procedure.Writ {
	title := lang.T("督办函", "Letter of supervision")
	return procedure.Writ{
		Name: "supervision-letter", Title: title, Code: "督", Basis: safe(urge),
		Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			d, err := procedure.DataOf[Supervision](t)
			if err != nil {
				return document.Doc{}, err
			}
			head := title
			if d.Listed {
				head = lang.T("挂牌督办通知书", "Notice of listing")
			}
			blocks := []document.Block{
				document.Text("现将下列事项予以督办，请认真办理："),
				document.Heading(1, "督办事项"), document.Text(d.Matter),
				document.Heading(1, "督办要求"), document.Text(d.Demand),
			}
			if strings.TrimSpace(d.Measures) != "" {
				blocks = append(blocks, document.Heading(1, "需要落实的措施"), document.Text(d.Measures))
			}
			blocks = append(blocks, document.Heading(1, "办理期限"),
				document.Text("请于"+writ.Day(d.Due).String()+"前办结，并书面反馈办理结果和佐证材料。逾期未反馈的，提级督办。"))
			return s.letter(t, n, head, d.Name, blocks...), nil
		},
	}
}
