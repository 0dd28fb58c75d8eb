package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
)

// Proposal is a draft that a rule makes: of an alarm, of a forecast. Cause names what it is made of; the same cause makes
// one draft, however often it is proposed. Texts that are left out are drafted by template.
type Proposal struct {
	Cause string
	Draft Draft
}

// Propose opens a draft for a rule, which a person finishes and submits. It returns the case, and whether it is new. The
// draft need not be fit to be published yet: that is checked when it is submitted.
func (s *System) Propose(ctx context.Context, tx *store.Tx, p Proposal) (caseID string, made bool, err error) {
	return s.propose(ctx, tx, machineOfWarn, p)
}

func (s *System) propose(ctx context.Context, tx *store.Tx, by identity.Subject, p Proposal) (caseID string, made bool, err error) {
	if p.Cause == "" {
		return "", false, fail.Invalid("warn.proposal.cause", "缺少起因", "a proposal needs a cause").At("cause")
	}
	var known []string
	if err := tx.NewRaw("SELECT case_id FROM warn_proposal WHERE cause = ?"+tx.ForUpdate(), p.Cause).Scan(ctx, &known); err != nil || len(known) > 0 {
		if err != nil {
			return "", false, fmt.Errorf("proposal %s: %w", p.Cause, err)
		}
		return known[0], false, nil
	}
	d := s.complete(p.Draft)
	c, err := s.Procedure.Start(ctx, tx, by, PublicationProcedure, d.NewCase(by))
	if err != nil {
		return "", false, err
	}
	_, err = tx.NewRaw("INSERT INTO warn_proposal (cause, case_id) VALUES (?, ?)", p.Cause, c.ID).Exec(ctx)
	return c.ID, true, err
}

// complete fills in what a draft of a rule may leave out.
func (s *System) complete(d Draft) Draft {
	if d.Status == "" {
		d.Status = "Actual"
	}
	if len(d.Areas) == 0 {
		d.Areas = []string{s.Signal.Home}
	}
	if d.Expires == "" {
		d.Expires = s.Clock.Now().Add(6 * time.Hour).In(beijing).Format(time.RFC3339)
	}
	w := wording(d, s.Register.Areas().Name)
	for into, text := range map[*string]string{&d.Headline: w.Headline, &d.Description: w.Description, &d.Instruction: w.Instruction} {
		if *into == "" {
			*into = text
		}
	}
	return d
}

// Reissued is the draft that was made of a warning of another office.
type Reissued struct {
	Case string `json:"case"`
	Made bool   `json:"made" doc:"false when there was one already"`
}

// reissue drafts a warning of ours from one that came in, for the part of its areas in which the caller may publish.
func (s *System) reissue(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[Reissued], error) {
	by := httpapi.SubjectOf(ctx)
	w, err := s.findWarning(ctx, by.Scope(readWarnings), in.ID)
	if err != nil {
		return nil, err
	}
	var a cap.Alert
	if err := json.Unmarshal([]byte(w.Message), &a); err != nil {
		return nil, fmt.Errorf("warning %s: %w", w.ID, err)
	}
	mine := ours(by.Scope(publishWarning), w.Codes)
	if len(mine) == 0 {
		return nil, fail.Denied("warn.area", "该预警不涉及您可以发布的区域", "the warning does not concern an area in which you may publish")
	}
	d := s.messageDraft(w, a, mine)
	if w.Polygons != nil && slices.Equal(mine, w.Codes) && by.Can(publishWarning, s.Signal.Home) {
		d.Polygon = w.Geometry
	}
	c, made, err := s.propose(ctx, tx, by, Proposal{Cause: "reissue:" + w.ID + ":" + common(mine), Draft: d})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(Reissued{c, made}), nil
}

// messageDraft is a message of another office as a draft of ours for some areas.
func (s *System) messageDraft(w Warning, a cap.Alert, areas []string) Draft {
	from := w.SenderName
	if from == "" {
		from = w.Sender
	}
	d := Draft{
		Event: "11B00", Colour: w.Colour, Status: w.Status, Description: shorten(w.Description, 2000), Instruction: shorten(w.Instruction, 2000), Expires: w.Expires.In(beijing).Format(time.RFC3339), Areas: areas,
		Deviation: shorten("转发"+from+"预警，级别从原文", 500), Source: shorten(from+" "+w.Identifier, 200),
	}
	if w.Status == "System" {
		d.Status = "Test"
	}
	if i := a.In("zh"); i != nil {
		d.Event = eventOf(*i)
	}
	return d
}

// ours are the areas of a warning in which somebody may publish: those of the warning that lie in theirs, and their own
// where the warning covers more.
func ours(scope identity.Scope, codes []string) []string {
	found := map[string]bool{}
	for _, c := range codes {
		if scope.Contains(c) {
			found[c] = true
			continue
		}
		for _, p := range scope {
			if len(p) >= len(c) && p[:len(c)] == c {
				found[p] = true
			}
		}
	}
	out := []string{}
	for c := range found {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// eventOf is the type of an event: as the message has it, else by its name.
func eventOf(i cap.Info) string {
	if i.EventType != "" {
		return i.EventType
	}
	for _, n := range i.EventCodes {
		if cap.EventName(n.Value) != n.Value {
			return n.Value
		}
	}
	for _, code := range cap.EventTypes() {
		if cap.EventName(code) == i.Event {
			return code
		}
	}
	return "11B00"
}

// eventTypes are the types that a draft may have.
func (s *System) eventTypes() procedure.Source {
	return procedure.Source{Name: "warn/events", Known: func(code string) error {
		if cap.EventName(code) == code {
			return fail.Invalid("warn.event", "预警类型不在目录中", "the event type is not in the list")
		}
		return nil
	}}
}
