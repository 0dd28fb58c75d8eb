package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/reach"
)

// approved publishes: the message of CAP becomes a warning like those of other offices, replacing the version before, and
// the job that brings it to its receivers begins, all in the transaction of the act.
func (s *System) approved(ctx context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(p *Publication) error {
		d, v := p.draft(), p.next("Alert", t)
		if v.N > 1 {
			v.MsgType = "Update"
		}
		if err := s.issue(ctx, t, d, &v, p.Versions); err != nil {
			return err
		}
		if err := s.stopJobs(ctx, t, "已发布更新"); err != nil {
			return err
		}
		if err := s.send(ctx, t, d, v, p.Versions, d.audience()); err != nil {
			return err
		}
		if err := s.release(ctx, t, p, v); err != nil {
			return err
		}
		p.Out, p.Versions = p.Draft, append(p.Versions, v)
		return nil
	})
}

// lifted cancels: everybody hears that it is over who asked for it, and boards take it down.
func (s *System) lifted(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[endForm](t)
	return procedure.Alter(t, func(p *Publication) error {
		v := p.next("Cancel", t)
		d := p.out()
		word := "解除"
		if f.How == "cancel" {
			word = "撤销"
		}
		d.Headline, d.Description, d.Instruction = sender(d)+word+cap.EventName(d.Event)+cap.Colour(d.Colour).Word()+"预警", f.Reason, "预警已"+word+"，请留意后续信息。"
		if err := s.issue(ctx, t, d, &v, p.Versions); err != nil {
			return err
		}
		if err := s.stopJobs(ctx, t, "预警已"+word); err != nil {
			return err
		}
		last := p.Versions[len(p.Versions)-1]
		if err := s.send(ctx, t, d, v, p.Versions, audience{Follows: last.Job, Tell: f.Tell}); err != nil {
			return err
		}
		p.Draft, p.Versions = p.Out, append(p.Versions, v)
		return nil
	})
}

func (p *Publication) next(kind string, t *procedure.Turn) Version {
	n := len(p.Versions) + 1
	return Version{N: n, MsgType: kind, Job: id.New(), Identifier: fmt.Sprintf("%s-%d", t.Case.ID, n), Sent: t.Now.Truncate(time.Second).In(beijing).Format(time.RFC3339), Colour: p.draft().Colour}
}

// issue writes the message as a warning.
func (s *System) issue(ctx context.Context, t *procedure.Turn, d Draft, v *Version, before []Version) error {
	v.Headline = d.Headline
	sent, err := time.Parse(time.RFC3339, v.Sent)
	if err != nil {
		return err
	}
	a, err := alertOf(d, *v, sent, before, s.Register.Areas())
	if err != nil {
		return err
	}
	if _, err := cap.Marshal(a); err != nil {
		return err
	}
	w, err := compose(a, t.Now)
	if err != nil {
		return err
	}
	w.Codes, w.ReceivedBy, w.ReceivedName = d.Areas, t.By.ID, t.By.Name
	out, err := s.accept(ctx, t.Tx, t.By.Scope(approveWarning), w, a.References)
	if err != nil {
		return err
	}
	v.Warning = out.Warning.ID
	_, err = t.Tx.NewRaw("INSERT INTO warn_publication (warning, case_id, job) VALUES (?, ?, ?)", v.Warning, t.Case.ID, v.Job).Exec(ctx)
	return err
}

// audience says who must be reached: by place, or (Follows) those whom an earlier job told, or (Again) those whom it did not
// reach, or (Leaves) those whom it told and who are not there by place. Tell: the people too, and not only the boards.
type audience struct {
	Areas    []string `json:"areas,omitempty"`
	Polygon  string   `json:"polygon,omitempty"`
	Colour   string   `json:"colour,omitempty"`
	Channels []string `json:"channels,omitempty"`
	Follows  string   `json:"follows,omitempty"`
	Again    string   `json:"again,omitempty"`
	Leaves   string   `json:"leaves,omitempty"`
	Tell     bool     `json:"tell,omitempty"`
}

// send begins the job of a version.
func (s *System) send(ctx context.Context, t *procedure.Turn, d Draft, v Version, before []Version, to audience) error {
	detail, err := json.Marshal(to)
	if err != nil {
		return err
	}
	replaces, op := []string{}, "show"
	for _, b := range before {
		replaces = append(replaces, b.Warning)
	}
	if v.MsgType == "Cancel" {
		op = "clear"
	}
	words, err := texts(d, v, replaces, op)
	if err != nil {
		return err
	}
	expires, err := time.Parse(time.RFC3339, d.Expires)
	if err != nil {
		return err
	}
	return s.Reach.Start(ctx, t.Tx, reach.Job{ID: v.Job, Subject: t.Case.ID, Area: t.Case.Area, Title: prefix(d) + d.Headline, Texts: words, Detail: string(detail), Until: clock.At(expires)})
}
