package govern

import (
	"context"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// notifiedAhead: the talk is so many working days after the notice.
func notifiedAhead(_ context.Context, t *procedure.Turn) error {
	spec, err := t.Rules.Term("TK-NOTE")
	if err != nil {
		return err
	}
	earliest, err := t.Due(spec, t.At.Time)
	if err != nil {
		return err
	}
	at := procedure.Moment(procedure.FormOf[noticeForm](t).At)
	day := calendar.DateOf(earliest)
	return must(!at.Before(earliest), "too-soon", "约谈通知应提前送达，约谈时间最早为 "+day.String(), "the talk is at the earliest on "+day.String(), "at")
}

func talkNotified(t *procedure.Turn, d *Talk) error {
	f := procedure.FormOf[noticeForm](t)
	d.At, d.Place, d.Host = f.At, f.Place, f.Host
	return nil
}

func hourPast(t *procedure.Turn, d Talk) error {
	return must(!t.Now.Before(procedure.Moment(d.At)), "not-yet", "约谈时间未到", "the hour is not past", "")
}

func talkMissed(_ *procedure.Turn, d *Talk) error { d.Absent++; return nil }

func notBeforeNotice(t *procedure.Turn, d Talk) error {
	from := procedure.Moment(procedure.FormOf[heldForm](t).From)
	if err := must(!from.Before(procedure.Moment(d.At)), "before-notice", "开始时间早于约谈通知的时间", "it begins before the hour of the notice", "from"); err != nil {
		return err
	}
	return must(!procedure.Moment(procedure.FormOf[heldForm](t).To).After(t.Now.Time), "future", "结束时间不能晚于现在", "it cannot end later than now", "to")
}

func talkSigned(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[heldForm](t)
	return must(f.Signed || strings.TrimSpace(f.Refused) != "", "unsigned", "约谈记录须由双方签字；拒绝签字的，应当注明情况", "the record is signed by both, or the refusal is noted", "signed")
}

func commitmentsDated(_ context.Context, t *procedure.Turn) error {
	for _, c := range procedure.FormOf[heldForm](t).Commitments {
		if err := coming(t, c.Due, "commitments"); err != nil {
			return err
		}
	}
	return nil
}

func talkHeld(t *procedure.Turn, d *Talk) error {
	f := procedure.FormOf[heldForm](t)
	d.HeldOn, d.Statement, d.Commitments = calendar.DateOf(procedure.Moment(f.To)).String(), f.Statement, nil
	for _, c := range f.Commitments {
		d.Commitments = append(d.Commitments, Commitment{Text: c.Text, Person: c.Person, Due: c.Due, State: "open"})
	}
	return nil
}

// followLeads: with all kept it may be closed.
func followLeads(t *procedure.Turn) string {
	for _, x := range procedure.FormOf[followForm](t).Items {
		if x.State != kept {
			return held
		}
	}
	return kept
}

// eachFollowed: every commitment that is open is checked, by its text.
func eachFollowed(t *procedure.Turn, d Talk) error {
	told := map[string]bool{}
	for _, x := range procedure.FormOf[followForm](t).Items {
		told[x.Text] = true
	}
	for _, c := range d.Commitments {
		if c.State != kept && !told[c.Text] {
			return illegal("not-each", "没有核查承诺事项“"+c.Text+"”", "not checked: "+c.Text).At("items")
		}
	}
	return nil
}

func followDated(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[followForm](t)
	if followLeads(t) == kept {
		return nil
	}
	if f.Due == "" {
		return illegal("no-day", "有未兑现的承诺，应写明新的期限", "name a new day for what was not kept").At("due")
	}
	return coming(t, f.Due, "due")
}

func followed(t *procedure.Turn, d *Talk) error {
	f := procedure.FormOf[followForm](t)
	for _, x := range f.Items {
		for i := range d.Commitments {
			c := &d.Commitments[i]
			if c.Text != x.Text || c.State == kept {
				continue
			}
			if c.State, c.Note = x.State, x.Note; x.State == broken {
				c.Due = f.Due
			}
		}
	}
	return nil
}

func talkEnded(outcome string) func(*procedure.Turn, *Talk) error {
	return func(_ *procedure.Turn, d *Talk) error { d.Outcome = outcome; return nil }
}

func pressToCome(_ context.Context, t *procedure.Turn) error {
	return coming(t, procedure.FormOf[pressForm](t).Due, "due")
}

// talkPressed opens a matter of supervision about what was promised, under the same root.
func (s *System) talkPressed(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[pressForm](t)
	d, err := procedure.DataOf[Talk](t)
	if err != nil {
		return err
	}
	var open []string
	for _, c := range d.Commitments {
		if c.State != kept {
			open = append(open, c.Text)
		}
	}
	matter := "约谈承诺事项落实"
	_, err = t.Engine.Start(ctx, t.Tx, machine, SupervisionProcedure, procedure.NewCase{
		Title: supervisionTitle(false, d.Name, matter), Area: t.Case.Area, Root: t.Case.Root, Department: "grid",
		Data: Supervision{Kind: d.Kind, Name: d.Name, Source: "talk", Related: t.Case.ID, Matter: matter, Demand: f.Demand, Measures: strings.Join(open, "\n"), Due: f.Due},
		Note: map[string]string{"from": t.Case.ID, "by": t.Doer().ID},
	})
	if err != nil {
		return err
	}
	d.Pressed = true
	return t.Case.Save(d)
}

// talkWrits are 约谈通知书 and 约谈记录.
func (s *System) talkWrits() []procedure.Writ {
	notice, record := lang.T("约谈通知书", "Notice of a talk"), lang.T("约谈记录", "Record of a talk")
	return []procedure.Writ{
		{
			Name: "talk-notice", Title: notice, Code: "约", Basis: safe(urge),
			Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
				d, err := procedure.DataOf[Talk](t)
				if err != nil {
					return document.Doc{}, err
				}
				f := procedure.FormOf[noticeForm](t)
				blocks := []document.Block{
					document.Text("因" + talkReasons[d.Reason].Zh + "，现决定对你单位" + d.Person + "进行约谈。"),
					document.Heading(1, "主要问题"), document.Text(d.Matter),
					document.Heading(1, "时间和地点"), document.Text("时间：" + writ.Moment(d.At).String() + "\n地点：" + d.Place + "\n主持人：" + d.Host),
				}
				if strings.TrimSpace(f.Bring) != "" {
					blocks = append(blocks, document.Heading(1, "需要准备的材料"), document.Text(f.Bring))
				}
				return s.letter(t, n, notice, d.Name, append(blocks, document.Text("请准时参加。因故不能参加的，应当提前说明理由。"))...), nil
			},
		},
		{Name: "talk-record", Title: record, Basis: safe(urge), Make: s.talkRecord},
	}
}

// talkRecord is the record that both sign.
func (s *System) talkRecord(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	d, err := procedure.DataOf[Talk](t)
	if err != nil {
		return document.Doc{}, err
	}
	f := procedure.FormOf[heldForm](t)
	row := func(label, text string) document.Row {
		return document.Row{{Width: 5, Label: true, Text: label}, {Width: 19, Text: text}}
	}
	rows := []document.Row{
		row("被约谈单位", d.Name), row("被约谈人", d.Person), row("时间", span(f.From, f.To)), row("地点", d.Place), row("主持人", d.Host), row("参加人员", f.Present),
		row("指出的问题和要求", f.Problems), row("被约谈方表态", f.Statement),
	}
	for i, c := range d.Commitments {
		label := ""
		if i == 0 {
			label = "承诺事项"
		}
		rows = append(rows, row(label, c.Text+"（"+c.Person+"，"+writ.Day(c.Due).String()+"前）"))
	}
	blocks := []document.Block{document.Table(rows...)}
	if f.Signed {
		blocks = append(blocks, document.Sign(document.Signature{Role: "约谈方（签字）"}, document.Signature{Role: "被约谈方（签字）"}))
	} else {
		blocks = append(blocks, document.Text("被约谈方拒绝签字："+f.Refused), document.Sign(document.Signature{Role: "约谈方（签字）"}))
	}
	return document.Doc{Layout: document.Form, Issuer: n.Organ.Name, Title: "约谈记录", Mark: s.Mark, Blocks: blocks}, nil
}

// span is a time with its end.
func span(from, to string) string {
	end := procedure.Moment(to).In(time.FixedZone("CST", 8*3600)).Format("15:04")
	return writ.Moment(from).String() + "至" + end
}
